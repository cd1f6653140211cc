import { describe, expect, test } from 'vitest';
import { toReason } from '../../../../src/contract/board-entry.ts';
import { toSection } from '../../../../src/contract/reasons.ts';
import { makeChecks, makeFailure, makeOpenStatus, makeStatus } from '../../testing/chats.ts';

const required = 'review_required' as const;
const behind = 'behind' as const;
const mergeable = 'mergeable' as const;
const passed = makeChecks({ state: 'passed' as const, passed: 9, failed: 0, pending: 0 });

describe('a branch that needs a person', () => {
  test.each([
    ['checks failed', { checks: { ...passed, state: 'failed' as const } }, 'checks_failed'],
    ['conflicts with its base', { mergeability: 'conflicting' as const }, 'conflicts'],
    ['conflicts, reported by the older field', { mergeable: false }, 'conflicts'],
    ['a reviewer who requested changes', { changes_requested: true }, 'changes_requested'],
    [
      'a review decision that requests changes',
      { review_decision: 'changes_requested' as const },
      'changes_requested',
    ],
    ['no review', {}, 'needs_review'],
    ['one approval of two', { approved: true, review_decision: required }, 'needs_review'],
    ['open threads though approved', { approved: true, unresolved_threads: 2 }, 'threads_open'],
    ['an old base though approved', { approved: true, mergeability: behind }, 'behind'],
    ['an approval', { approved: true, reviewer_count: 1 }, 'approved'],
  ])('an open pull request with %s needs you', (_, change, reason) => {
    const found = toReason(makeOpenStatus(change));
    expect(found).toBe(reason);
    expect(toSection(found)).toBe('needs_you');
  });

  test('a pull request is ready to merge only when the forge confirms it is clean', () => {
    const approved = { approved: true, reviewer_count: 1 };
    const reasonOf = (change: Parameters<typeof makeOpenStatus>[0]) =>
      toReason(makeOpenStatus({ ...approved, ...change }));
    const none = makeChecks({ state: null, passed: 0, failed: 0, pending: 0 });
    expect(reasonOf({ mergeability: mergeable, checks: passed })).toBe('ready_to_merge');
    expect(reasonOf({ mergeability: mergeable, checks: none })).toBe('ready_to_merge');
    expect(reasonOf({ mergeability: mergeable })).toBe('approved');
    expect(reasonOf({ mergeability: 'unknown', checks: passed })).toBe('approved');
    expect(reasonOf({ mergeability: 'blocked', mergeable: true, checks: passed })).toBe('approved');
    expect(reasonOf({ mergeable: true, checks: passed })).toBe('approved');
  });

  test.each(['no_token', 'unauthorized', 'forbidden', 'not_found', 'no_forge'] as const)(
    'the failure %s needs you, because only a person can fix it',
    (kind) => {
      expect(toSection(toReason(makeOpenStatus({ failure: makeFailure(kind) })))).toBe('needs_you');
    },
  );
});

describe('a branch in progress', () => {
  test('a pull request that merges automatically is working, until something blocks it', () => {
    const queued = { approved: true, in_merge_queue: true, merge_queue_position: 2 };
    const automatic = { approved: true, auto_merge: true, mergeability: mergeable };
    expect(toReason(makeOpenStatus(queued))).toBe('in_merge_queue');
    expect(toSection('in_merge_queue')).toBe('working');
    expect(toReason(makeOpenStatus(automatic))).toBe('auto_merge');
    expect(toSection('auto_merge')).toBe('working');
    expect(toReason(makeOpenStatus({ ...automatic, mergeability: behind }))).toBe('behind');
  });

  test('an outdated base and open threads do not need you before the approval', () => {
    expect(toReason(makeOpenStatus({ mergeability: behind, reviewer_count: 1 }))).toBe('in_review');
    expect(toReason(makeOpenStatus({ unresolved_threads: 2, reviewer_count: 1 }))).toBe(
      'in_review',
    );
  });

  test('a draft, running checks and an undecided review are working', () => {
    expect(toReason(makeOpenStatus({ pull_request_draft: true }))).toBe('draft');
    expect(toReason(makeOpenStatus({ checks: { ...passed, state: 'pending', pending: 1 } }))).toBe(
      'checks_running',
    );
    expect(toReason(makeOpenStatus({ reviewer_count: 1 }))).toBe('in_review');
  });

  test('a temporary failure never hides a known pull request (S9)', () => {
    const failure = makeFailure('rate_limited', '2026-11-23T14:05:00Z');
    expect(toReason(makeOpenStatus({ failure }))).toBe('needs_review');
  });

  test('a paused branch does not claim to have no pull request', () => {
    const failure = makeFailure('rate_limited', '2026-11-23T14:05:00Z');
    expect(toReason(makeStatus({ failure }))).toBe('paused');
  });

  test('an unchecked branch does not claim to have no pull request', () => {
    expect(toReason(makeStatus({ refreshed_at: null }))).toBe('looking');
    const failure = makeFailure('unavailable');
    expect(toReason(makeStatus({ refreshed_at: null, failure }))).toBe('unreachable');
    expect(toReason(makeStatus())).toBe('no_pull_request');
  });

  test('a chat without a branch is working', () => {
    expect(toSection(toReason(null))).toBe('working');
  });
});

test('a merged or closed pull request is done, even if a later check failed', () => {
  const failure = makeFailure('no_token');
  const merged = makeOpenStatus({ pull_request_state: 'merged', failure });
  const closed = makeOpenStatus({ pull_request_state: 'closed', changes_requested: true });
  expect(toReason(merged)).toBe('merged');
  expect(toReason(closed)).toBe('closed');
  expect(toSection(toReason(closed))).toBe('done');
});
