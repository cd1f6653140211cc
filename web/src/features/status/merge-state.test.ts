import { describe, expect, test } from 'vitest';
import {
  findMergeTrouble,
  isApproved,
  toMergeability,
} from '../../../../src/contract/pull-request-state.ts';
import { makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { findMergePlan, formatMergeSentence, formatThreads } from './merge-state.ts';

describe('mergeability', () => {
  test.each(['conflicting', 'behind', 'blocked'] as const)(
    '%s is merge trouble',
    (mergeability) => {
      expect(findMergeTrouble(makeOpenStatus({ mergeability }))).toBe(mergeability);
    },
  );

  test.each(['mergeable', 'unknown', null] as const)('%s is no merge trouble', (mergeability) => {
    expect(findMergeTrouble(makeOpenStatus({ mergeability }))).toBeUndefined();
  });

  test('the absence of conflicts does not mean mergeable', () => {
    expect(toMergeability(makeOpenStatus({ mergeable: true }))).toBeNull();
    expect(toMergeability(makeOpenStatus({ mergeable: false }))).toBe('conflicting');
  });

  test('a draft can have conflicts, but is never behind or blocked', () => {
    const draft = { pull_request_draft: true };
    expect(findMergeTrouble(makeOpenStatus({ ...draft, mergeability: 'blocked' }))).toBeUndefined();
    expect(findMergeTrouble(makeOpenStatus({ ...draft, mergeability: 'conflicting' }))).toBe(
      'conflicting',
    );
  });

  test('only an open pull request has merge trouble', () => {
    const merged = makeOpenStatus({ pull_request_state: 'merged', mergeability: 'blocked' });
    expect(findMergeTrouble(merged)).toBeUndefined();
    expect(findMergeTrouble(makeStatus())).toBeUndefined();
    expect(findMergePlan({ ...merged, auto_merge: true })).toBeUndefined();
  });
});

test('the merge queue takes precedence over auto-merge', () => {
  expect(findMergePlan(makeOpenStatus({ auto_merge: true }))).toBe('auto_merge');
  expect(findMergePlan(makeOpenStatus({ auto_merge: true, in_merge_queue: true }))).toBe('queued');
  expect(findMergePlan(makeOpenStatus())).toBeUndefined();
});

test('the decision of the forge takes precedence over one approval', () => {
  const approved = makeOpenStatus({ approved: true, reviewer_count: 1 });
  expect(isApproved(approved)).toBe(true);
  expect(isApproved({ ...approved, review_decision: 'review_required' })).toBe(false);
  expect(isApproved(makeOpenStatus({ review_decision: 'approved' }))).toBe(true);
  expect(isApproved({ ...approved, review_decision: 'none' })).toBe(true);
});

test('the merge sentence names the base and never presents unknown as clean', () => {
  const conflicting = makeOpenStatus({ mergeability: 'conflicting' });
  expect(formatMergeSentence(conflicting, 'GitHub')).toMatch(/^Conflicts with its base/);
  expect(formatMergeSentence({ ...conflicting, base_branch: 'main' }, 'GitHub')).toMatch(
    /^Conflicts with main/,
  );
  expect(formatMergeSentence(makeOpenStatus(), 'GitHub')).toBe(
    'GitHub has not worked this out yet.',
  );
  expect(formatMergeSentence(makeOpenStatus({ pull_request_state: 'merged' }), 'GitHub')).toBe(
    'Merged.',
  );
  expect(formatMergeSentence(makeOpenStatus({ pull_request_state: 'closed' }), 'GitHub')).toBe(
    'Closed.',
  );
});

test('threads are counted if the forge reports them', () => {
  const read = (unresolved_threads: number | null) =>
    formatThreads(makeOpenStatus({ unresolved_threads }), 'GitHub');
  expect(read(0)).toBe('No unresolved threads');
  expect(read(1)).toBe('1 unresolved thread');
  expect(read(3)).toBe('3 unresolved threads');
  expect(read(null)).toBe('GitHub does not report threads.');
});
