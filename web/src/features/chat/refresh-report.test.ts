import { describe, expect, test } from 'vitest';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import {
  instant,
  makeChat,
  makeChecks,
  makeFailure,
  makeOpenStatus,
  makeStatus,
  now,
} from '../../testing/chats.ts';
import { buildRefreshReport } from './refresh-report.ts';

const checked = { refreshed_at: instant(0) };
const branch = makeStatus();

function report(before: DiffStatus | undefined, after: DiffStatus | undefined) {
  const toChat = (status: DiffStatus | undefined) => makeChat(status ? [status] : []);
  return buildRefreshReport(toChat(before), toChat(after), before ?? null, 'github.com', now);
}

describe('nothing new', () => {
  test('is reported for each kind of branch', () => {
    expect(report(makeOpenStatus(), makeOpenStatus(checked))).toEqual({
      kind: 'unchanged',
      text: 'Checked just now: nothing new',
    });
    expect(report(makeStatus(), makeStatus(checked)).text).toBe(
      'Checked just now: no pull request yet',
    );
    expect(report(undefined, undefined).text).toBe('Checked just now: no branch yet');
  });

  test('is not claimed if the forge did not respond', () => {
    expect(report(makeOpenStatus(), makeOpenStatus()).text).toMatch(/^Still waiting for GitHub/);
  });

  test('is reported if the mergeability is only being recomputed', () => {
    const before = makeOpenStatus({ mergeability: 'mergeable' });
    const after = makeOpenStatus({ ...checked, mergeability: 'unknown' });
    expect(report(before, after).kind).toBe('unchanged');
  });
});

describe('changes', () => {
  const changed = (change: Partial<DiffStatus>, before: Partial<DiffStatus> = {}) =>
    report(makeOpenStatus(before), makeOpenStatus({ ...checked, ...change })).text;

  test('a pull request was found, replaced, or is gone', () => {
    const found = makeOpenStatus({ ...checked, pr_number: 12 });
    expect(report(makeStatus(), found)).toEqual({
      kind: 'changed',
      text: 'Found pull request #12',
    });
    expect(changed({ pr_number: 14 })).toBe('Found pull request #14');
    expect(report(makeOpenStatus(), makeStatus(checked)).text).toBe('Pull request #7 is gone');
  });

  test('a first branch with its pull request', () => {
    expect(report(undefined, makeOpenStatus(checked)).text).toBe('Found pull request #7');
  });

  test.each<[string, Partial<DiffStatus>]>([
    ['Merged', { pull_request_state: 'merged' }],
    ['Closed', { pull_request_state: 'closed' }],
    ['Now a draft', { pull_request_draft: true }],
    ['New commits', { head_sha: 'b2' }],
    ['New title', { pull_request_title: 'Other' }],
    [
      'Checks: 2 of 14 failed',
      { checks: makeChecks({ state: 'failed', passed: 12, failed: 2, pending: 0 }) },
    ],
    ['Review: approved', { review_decision: 'approved' }],
    ['Merge: conflicts with its base', { mergeability: 'conflicting' }],
    ['3 unresolved threads', { unresolved_threads: 3 }],
    ['Details changed', { labels: [{ name: 'bug', color: null }] }],
  ])('%s', (sentence, change) => {
    expect(changed(change)).toBe(sentence);
  });

  test('several changes are several sentences, most important first', () => {
    const checks = makeChecks({ state: 'pending', passed: 0, failed: 0, pending: 3 });
    expect(changed({ checks, head_sha: 'b2' })).toBe('New commits. Checks: 3 running');
  });

  test('the forge is responding again', () => {
    expect(changed({}, { failure: makeFailure('unavailable') })).toBe('GitHub is responding again');
  });
});

describe('a refresh that failed', () => {
  const failed = (failure: DiffStatus['failure'], change: Partial<DiffStatus> = {}) =>
    report(makeOpenStatus(), makeOpenStatus({ failure, ...change }));

  test('because of a rate limit shows when it ends', () => {
    expect(failed(makeFailure('rate_limited', instant(-7 * 60)))).toEqual({
      kind: 'failed',
      text: 'Paused until 14:05',
    });
  });

  test('S9: shows how old the data is', () => {
    expect(failed(makeFailure('unavailable'), { refreshed_at: instant(60) }).text).toBe(
      'GitHub is not responding, showing data from 13:57',
    );
    expect(failed(makeFailure('no_token'), { refreshed_at: null }).text).toBe(
      'No token is linked for GitHub',
    );
  });
});

test('changes on other branches of the chat are counted', () => {
  const shown = makeOpenStatus();
  const other = makeStatus({ git_branch: 'agent/other' });
  const found = makeOpenStatus({ git_branch: 'agent/other', ...checked });
  const after = makeChat([makeOpenStatus(checked), found]);
  expect(buildRefreshReport(makeChat([shown, other]), after, branch, 'github.com', now)).toEqual({
    kind: 'changed',
    text: '1 other branch of this chat changed',
  });
});
