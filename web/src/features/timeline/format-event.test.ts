import { describe, expect, test } from 'vitest';
import type { TimelineEvent } from '../../../../src/contract/timeline.ts';
import { instant, now } from '../../testing/chats.ts';
import { formatEvent } from './format-event.ts';

const read = (event: TimelineEvent) => formatEvent(event, 'GitHub', now);
const pullRequest = { number: 12, url: 'https://github.com/acme/app/pull/12', title: 'Fix it' };

test('a pull request is numbered and linked, and its title is a quote', () => {
  expect(read({ kind: 'pull_request_found', ...pullRequest, state: 'open' })).toEqual({
    icon: 'opened',
    tone: 'success',
    sentence: 'Found pull request #12',
    quote: 'Fix it',
    url: pullRequest.url,
  });
  const unnamed = { number: null, url: null, title: null };
  expect(read({ kind: 'pull_request_found', ...unnamed, state: 'merged' }).sentence).toBe(
    'Found pull request, merged',
  );
  expect(read({ kind: 'pull_request_gone', ...pullRequest }).sentence).toBe(
    'Pull request #12 is gone',
  );
});

test.each<[string, TimelineEvent]>([
  ['Started tracking this branch', { kind: 'branch_tracked' }],
  ['Push received', { kind: 'push_seen' }],
  ['Pull request merged', { kind: 'state_changed', state: 'merged' }],
  ['Pull request reopened', { kind: 'state_changed', state: 'open' }],
  ['Converted to draft', { kind: 'draft_changed', draft: true }],
  ['Marked ready for review', { kind: 'draft_changed', draft: false }],
  ['Renamed to', { kind: 'title_changed', title: 'Other' }],
  ['New commit', { kind: 'commits_pushed', head_sha: 'a1b2c3d4' }],
  ['Review requested from', { kind: 'reviewers_asked', reviewers: ['grace', 'ada'] }],
  ['Review requests removed', { kind: 'reviewers_asked', reviewers: [] }],
  ['Conflicts with the base branch', { kind: 'mergeability_changed', mergeability: 'conflicting' }],
  ['Auto-merge turned on', { kind: 'merge_plan_changed', auto_merge: true, in_merge_queue: false }],
  [
    'Entered the merge queue',
    { kind: 'merge_plan_changed', auto_merge: true, in_merge_queue: true },
  ],
  ['GitHub is responding again', { kind: 'recovered' }],
])('reads "%s"', (sentence, event) => {
  expect(read(event).sentence).toBe(sentence);
});

describe('a review', () => {
  const review = (decision: 'approved' | 'review_required' | 'none' | null, approved = false) =>
    read({ kind: 'review_changed', decision, approved, changes_requested: false }).sentence;

  test('is the decision of the forge, else what reviewers said', () => {
    expect(review('approved')).toBe('Review: approved');
    expect(review('review_required', true)).toBe('Review: required');
    expect(review(null, true)).toBe('Review: approved');
    expect(review('none')).toBe('Review: not required');
    expect(review(null)).toBe('Review: no decision');
  });
});

describe('checks', () => {
  const checks = (state: 'passed' | 'failed' | 'pending' | null, counts: number[]) => {
    const [passed = null, failed = null, pending = null] = counts;
    return read({ kind: 'checks_changed', state, passed, failed, pending }).sentence;
  };

  test('are counted if the forge counts them', () => {
    expect(checks('failed', [11, 2, 1])).toBe('2 of 14 checks failed');
    expect(checks('pending', [11, 0, 3])).toBe('3 of 14 checks running');
    expect(checks('passed', [14, 0, 0])).toBe('14 checks passed');
    expect(checks('failed', [])).toBe('Checks failed');
    expect(checks(null, [])).toBe('Checks removed');
  });
});

describe('a failed check', () => {
  const failed = (failure: 'rate_limited' | 'unavailable', retryAt: string | null) =>
    read({ kind: 'look_failed', failure, message: 'the message of the forge', retry_at: retryAt });

  test('because of a rate limit shows when the pause ends', () => {
    expect(failed('rate_limited', instant(-7 * 60)).sentence).toMatch(/: paused until 14:05$/);
    expect(failed('rate_limited', null).sentence).not.toContain('until');
  });

  test('keeps the message of the forge', () => {
    expect(failed('unavailable', null)).toMatchObject({
      icon: 'unreachable',
      sentence: 'GitHub is not responding',
      detail: 'the message of the forge',
    });
  });
});
