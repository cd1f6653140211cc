import { describe, expect, test } from 'vitest';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import {
  instant,
  makeChat,
  makeFailure,
  makeOpenStatus,
  makeStatus,
  now,
} from '../../testing/chats.ts';
import { toRefreshReport } from './refresh-report.ts';

const looked = { refreshed_at: instant(0) };
const branch = makeStatus();

function report(before: DiffStatus | undefined, after: DiffStatus | undefined) {
  const toChat = (status: DiffStatus | undefined) => makeChat(status ? [status] : []);
  return toRefreshReport(toChat(before), toChat(after), before ?? null, 'github.com', now);
}

describe('nothing new', () => {
  test('is said, and of what', () => {
    expect(report(makeOpenStatus(), makeOpenStatus(looked))).toEqual({
      kind: 'unchanged',
      words: 'Looked just now: nothing new',
    });
    expect(report(makeStatus(), makeStatus(looked)).words).toBe(
      'Looked just now: still no pull request',
    );
    expect(report(undefined, undefined).words).toBe('Looked just now: no branch yet');
  });

  test('is not claimed when the forge did not answer', () => {
    expect(report(makeOpenStatus(), makeOpenStatus()).words).toMatch(/has not answered yet/);
  });

  test('is what a mergeability that is computed anew means', () => {
    const before = makeOpenStatus({ mergeability: 'mergeable' });
    const after = makeOpenStatus({ ...looked, mergeability: 'unknown' });
    expect(report(before, after).kind).toBe('unchanged');
  });
});

describe('what happened', () => {
  const changed = (change: Partial<DiffStatus>, before: Partial<DiffStatus> = {}) =>
    report(makeOpenStatus(before), makeOpenStatus({ ...looked, ...change })).words;

  test('a pull request was found, is another one, or is gone', () => {
    const found = makeOpenStatus({ ...looked, pr_number: 12 });
    expect(report(makeStatus(), found)).toEqual({
      kind: 'changed',
      words: 'Found pull request #12',
    });
    expect(changed({ pr_number: 14 })).toBe('Found pull request #14');
    expect(report(makeOpenStatus(), makeStatus(looked)).words).toBe('Pull request #7 is gone');
  });

  test('a first branch with its pull request', () => {
    expect(report(undefined, makeOpenStatus(looked)).words).toBe('Found pull request #7');
  });

  test.each<[string, Partial<DiffStatus>]>([
    ['Merged', { pull_request_state: 'merged' }],
    ['Closed', { pull_request_state: 'closed' }],
    ['Now a draft', { pull_request_draft: true }],
    ['New commits', { head_sha: 'b2' }],
    ['New title', { pull_request_title: 'Other' }],
    ['Checks: 2 of 14 failed', { checks: { state: 'failed', passed: 12, failed: 2, pending: 0 } }],
    ['Review: approved', { review_decision: 'approved' }],
    ['Merge: conflicts with its base', { mergeability: 'conflicting' }],
    ['3 unresolved threads', { unresolved_threads: 3 }],
    ['Details changed', { labels: [{ name: 'bug', color: null }] }],
  ])('%s', (sentence, change) => {
    expect(changed(change)).toBe(sentence);
  });

  test('several things are several sentences, the most important first', () => {
    const checks = { state: 'pending', passed: 0, failed: 0, pending: 3 } as const;
    expect(changed({ checks, head_sha: 'b2' })).toBe('New commits. Checks: 3 running');
  });

  test('the forge answers again', () => {
    expect(changed({}, { failure: makeFailure('unavailable') })).toBe('GitHub answers again');
  });
});

describe('a refresh that failed', () => {
  const failed = (failure: DiffStatus['failure'], change: Partial<DiffStatus> = {}) =>
    report(makeOpenStatus(), makeOpenStatus({ failure, ...change }));

  test('because of a limit says until when', () => {
    expect(failed(makeFailure('rate_limited', instant(-7 * 60)))).toEqual({
      kind: 'failed',
      words: 'Paused until 14:05',
    });
  });

  test('S9: says what is shown instead', () => {
    expect(failed(makeFailure('unavailable'), { refreshed_at: instant(60) }).words).toBe(
      'GitHub does not answer, showing 13:57',
    );
    expect(failed(makeFailure('no_token'), { refreshed_at: null }).words).toBe(
      'No token is linked for GitHub',
    );
  });
});

test('what changed on other branches of the chat is counted', () => {
  const shown = makeOpenStatus();
  const other = makeStatus({ git_branch: 'agent/other' });
  const found = makeOpenStatus({ git_branch: 'agent/other', ...looked });
  const after = makeChat([makeOpenStatus(looked), found]);
  expect(toRefreshReport(makeChat([shown, other]), after, branch, 'github.com', now)).toEqual({
    kind: 'changed',
    words: '1 other branch of this chat changed',
  });
});
