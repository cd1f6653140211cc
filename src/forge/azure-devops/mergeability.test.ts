import { describe, expect, test } from 'vitest';
import { toMergeability, toReviewDecision } from './mergeability.ts';
import type { Policy } from './policies.ts';

function toPolicy(state: Policy['state'], more: Partial<Policy> = {}): Policy {
  const times = { startedAt: null, completedAt: null };
  const rest = { id: null, name: 'Policy', context: '', buildId: null, ...times };
  return { kind: 'reviewers', isRequired: true, state, ...rest, ...more };
}

describe('the review decision', () => {
  const given = { approved: false, changesRequested: false };
  test.each<[string, typeof given, Policy[] | null, string | null]>([
    ['is unknown without policies', { ...given, approved: true }, null, null],
    ['is none without required reviewers', given, [toPolicy('met', { kind: 'build' })], 'none'],
    ['is missing without a vote', given, [toPolicy('pending')], 'review_required'],
    [
      'is missing while a policy requires another vote',
      { ...given, approved: true },
      [toPolicy('pending')],
      'review_required',
    ],
    [
      'is approved once policies are met',
      { ...given, approved: true },
      [toPolicy('met')],
      'approved',
    ],
    ['ignores optional policies', given, [toPolicy('pending', { isRequired: false })], 'none'],
    [
      'is negative after a negative vote',
      { ...given, changesRequested: true },
      [toPolicy('failed')],
      'changes_requested',
    ],
  ])('%s', (_, reviews, policies, expected) => {
    expect(toReviewDecision(reviews, policies)).toBe(expected);
  });
});

describe('mergeability', () => {
  const pull = { state: 'open', draft: false, mergeStatus: 'succeeded' } as const;
  test.each<[string, Partial<Parameters<typeof toMergeability>[0]>, Policy[] | null, string]>([
    ['succeeded', {}, [], 'mergeable'],
    ['succeeded, policies unknown', {}, null, 'unknown'],
    ['a met policy', {}, [toPolicy('met'), toPolicy('notApplicable')], 'mergeable'],
    ['an unmet policy', {}, [toPolicy('met'), toPolicy('pending')], 'blocked'],
    ['an unmet optional policy', {}, [toPolicy('failed', { isRequired: false })], 'mergeable'],
    ['conflicts', { mergeStatus: 'conflicts' }, [toPolicy('pending')], 'conflicting'],
    ['a draft', { draft: true }, [], 'blocked'],
    ['a draft not checked yet', { draft: true, mergeStatus: 'notSet' }, [], 'blocked'],
    ['a draft with conflicts', { draft: true, mergeStatus: 'conflicts' }, [], 'conflicting'],
    ['queued', { mergeStatus: 'queued' }, [], 'computing'],
    ['not set', { mergeStatus: 'notSet' }, [], 'computing'],
    ['not reported', { mergeStatus: null }, [], 'computing'],
    ['rejected', { mergeStatus: 'rejectedByPolicy' }, [], 'blocked'],
    ['failed', { mergeStatus: 'failure' }, [], 'unknown'],
    ['merged', { state: 'merged' }, [], 'unknown'],
  ])('%s', (_, change, policies, expected) => {
    expect(toMergeability({ ...pull, ...change }, policies)).toBe(expected);
  });
});
