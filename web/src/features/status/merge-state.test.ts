import { describe, expect, test } from 'vitest';
import { makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import {
  findMergePlan,
  findMergeTrouble,
  isApproved,
  toMergeability,
  toMergeSentence,
  toThreadSentence,
} from './merge-state.ts';

describe('mergeability', () => {
  test.each(['conflicting', 'behind', 'blocked'] as const)('%s is marked', (mergeability) => {
    expect(findMergeTrouble(makeOpenStatus({ mergeability }))).toBe(mergeability);
  });

  test.each(['mergeable', 'unknown', null] as const)('%s is not marked', (mergeability) => {
    expect(findMergeTrouble(makeOpenStatus({ mergeability }))).toBeUndefined();
  });

  test('having no conflicts is not yet being mergeable', () => {
    expect(toMergeability(makeOpenStatus({ mergeable: true }))).toBeNull();
    expect(toMergeability(makeOpenStatus({ mergeable: false }))).toBe('conflicting');
  });

  test('a draft is blocked by being one; its conflicts are marked', () => {
    const draft = { pull_request_draft: true };
    expect(findMergeTrouble(makeOpenStatus({ ...draft, mergeability: 'blocked' }))).toBeUndefined();
    expect(findMergeTrouble(makeOpenStatus({ ...draft, mergeability: 'conflicting' }))).toBe(
      'conflicting',
    );
  });

  test('what is merged, closed or not there has nothing in its way', () => {
    const merged = makeOpenStatus({ pull_request_state: 'merged', mergeability: 'blocked' });
    expect(findMergeTrouble(merged)).toBeUndefined();
    expect(findMergeTrouble(makeStatus())).toBeUndefined();
    expect(findMergePlan({ ...merged, auto_merge: true })).toBeUndefined();
  });
});

test('the queue says more than auto-merge', () => {
  expect(findMergePlan(makeOpenStatus({ auto_merge: true }))).toBe('auto_merge');
  expect(findMergePlan(makeOpenStatus({ auto_merge: true, in_merge_queue: true }))).toBe('queued');
  expect(findMergePlan(makeOpenStatus())).toBeUndefined();
});

test('the verdict of the forge counts more than one approval', () => {
  const approved = makeOpenStatus({ approved: true, reviewer_count: 1 });
  expect(isApproved(approved)).toBe(true);
  expect(isApproved({ ...approved, review_decision: 'review_required' })).toBe(false);
  expect(isApproved(makeOpenStatus({ review_decision: 'approved' }))).toBe(true);
  expect(isApproved({ ...approved, review_decision: 'none' })).toBe(true);
});

test('whether it can be merged is told, and unknown is never clean', () => {
  expect(toMergeSentence(makeOpenStatus({ mergeability: 'conflicting' }))).toMatch(/conflicts/);
  expect(toMergeSentence(makeOpenStatus())).toBe('Whether it can be merged is not known yet.');
  expect(toMergeSentence(makeOpenStatus({ pull_request_state: 'merged' }))).toBe('It is merged.');
  expect(toMergeSentence(makeOpenStatus({ pull_request_state: 'closed' }))).toBe('It is closed.');
});

test('threads are counted where the forge tells of them', () => {
  const read = (unresolved_threads: number | null) =>
    toThreadSentence(makeOpenStatus({ unresolved_threads }));
  expect(read(0)).toBe('No thread waits for an answer.');
  expect(read(1)).toBe('1 unresolved thread waits for an answer.');
  expect(read(3)).toBe('3 unresolved threads wait for an answer.');
  expect(read(null)).toBe('The forge has not told of threads.');
});
