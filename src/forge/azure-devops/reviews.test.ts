import { describe, expect, test } from 'vitest';
import type { Reviewer } from './answers.ts';
import { toMergeability, toReviewDecision } from './mergeability.ts';
import type { Policy } from './policies.ts';
import { toReviewSummary } from './reviews.ts';

function toReviewer(vote: number, more: Partial<Reviewer> = {}): Reviewer {
  const bob = { id: 'bob', name: 'bob', avatarUrl: null };
  return { ...bob, vote, isGroup: false, hasDeclined: false, ...more };
}

function toPolicy(state: Policy['state'], more: Partial<Policy> = {}): Policy {
  const times = { startedAt: null, completedAt: null };
  const nothing = { name: 'Policy', context: '', buildId: null, ...times };
  return { kind: 'reviewers', isRequired: true, state, ...nothing, ...more };
}

const authorId = 'ada';

describe('votes', () => {
  test.each([
    [[], { approved: false, changesRequested: false }],
    [[0], { approved: false, changesRequested: false }],
    [[10], { approved: true, changesRequested: false }],
    [[5], { approved: true, changesRequested: false }],
    [[-5], { approved: false, changesRequested: true }],
    [[-10, 10], { approved: false, changesRequested: true }],
    [[0, 5], { approved: true, changesRequested: false }],
  ])('%j', (votes, expected) => {
    const reviewers = votes.map((vote) => toReviewer(vote));
    expect(toReviewSummary({ reviewers, authorId })).toMatchObject(expected);
  });

  test('count persons: neither groups nor the author', () => {
    const reviewers = [
      toReviewer(10),
      toReviewer(10, { id: 'team', name: '[Work]\\Team', isGroup: true }),
      toReviewer(10, { id: 'ada', name: 'ada' }),
    ];
    expect(toReviewSummary({ reviewers, authorId }).reviewerCount).toBe(1);
  });

  test('are awaited of those who have none and did not decline', () => {
    const reviewers = [
      toReviewer(0),
      toReviewer(0, { name: '[Work]\\Team\u202e', isGroup: true }),
      toReviewer(0, { name: 'eve', hasDeclined: true }),
      toReviewer(5, { name: 'joe' }),
    ];
    const { requestedReviewers } = toReviewSummary({ reviewers, authorId });
    expect(requestedReviewers).toEqual(['bob', '[Work]\\Team']);
  });
});

describe('the verdict of the reviews', () => {
  const given = { approved: false, changesRequested: false };
  test.each<[string, typeof given, Policy[] | null, string | null]>([
    ['is unknown without policies', { ...given, approved: true }, null, null],
    ['asks for none', given, [toPolicy('met', { kind: 'build' })], 'none'],
    ['asks for one', given, [toPolicy('pending')], 'review_required'],
    ['asks for another', { ...given, approved: true }, [toPolicy('pending')], 'review_required'],
    ['is that it is approved', { ...given, approved: true }, [toPolicy('met')], 'approved'],
    ['is not asked for', given, [toPolicy('pending', { isRequired: false })], 'none'],
    ['is a no', { ...given, changesRequested: true }, [toPolicy('failed')], 'changes_requested'],
  ])('%s', (_, reviews, policies, expected) => {
    expect(toReviewDecision(reviews, policies)).toBe(expected);
  });
});

describe('mergeability', () => {
  const pull = { state: 'open', draft: false, mergeStatus: 'succeeded' } as const;
  test.each<[string, Partial<Parameters<typeof toMergeability>[0]>, Policy[] | null, string]>([
    ['succeeded', {}, [], 'mergeable'],
    ['succeeded, policies unknown', {}, null, 'unknown'],
    ['a policy that is met', {}, [toPolicy('met'), toPolicy('notApplicable')], 'mergeable'],
    ['a policy that is not met', {}, [toPolicy('met'), toPolicy('pending')], 'blocked'],
    ['advice that is not followed', {}, [toPolicy('failed', { isRequired: false })], 'mergeable'],
    ['conflicts', { mergeStatus: 'conflicts' }, [toPolicy('pending')], 'conflicting'],
    ['a draft', { draft: true }, [], 'blocked'],
    ['a draft that is not looked at', { draft: true, mergeStatus: 'notSet' }, [], 'blocked'],
    ['a draft with conflicts', { draft: true, mergeStatus: 'conflicts' }, [], 'conflicting'],
    ['queued', { mergeStatus: 'queued' }, [], 'computing'],
    ['not set', { mergeStatus: 'notSet' }, [], 'computing'],
    ['not told', { mergeStatus: null }, [], 'computing'],
    ['rejected', { mergeStatus: 'rejectedByPolicy' }, [], 'blocked'],
    ['failed', { mergeStatus: 'failure' }, [], 'unknown'],
    ['merged', { state: 'merged' }, [], 'unknown'],
  ])('%s', (_, change, policies, expected) => {
    expect(toMergeability({ ...pull, ...change }, policies)).toBe(expected);
  });
});
