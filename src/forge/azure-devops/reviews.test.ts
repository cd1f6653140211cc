import { describe, expect, test } from 'vitest';
import type { Reviewer } from './answers.ts';
import { toReviewSummary, toReviews } from './reviews.ts';

const authorId = 'ada';
const avatarUrl = 'https://avatars.test/bob';

function toReviewer(vote: number, more: Partial<Reviewer> = {}): Reviewer {
  return { id: 'bob', name: 'bob', avatarUrl, vote, isGroup: false, hasDeclined: false, ...more };
}

describe('the review summary', () => {
  test.each([
    [[], { approved: false, changesRequested: false }],
    [[0], { approved: false, changesRequested: false }],
    [[10], { approved: true, changesRequested: false }],
    [[5], { approved: true, changesRequested: false }],
    [[-5], { approved: false, changesRequested: true }],
    [[-10, 10], { approved: false, changesRequested: true }],
    [[0, 5], { approved: true, changesRequested: false }],
  ])('of the votes %j', (votes, expected) => {
    const reviewers = votes.map((vote) => toReviewer(vote));
    expect(toReviewSummary({ reviewers, authorId })).toMatchObject(expected);
  });

  test('counts people, not groups or the author', () => {
    const reviewers = [
      toReviewer(10),
      toReviewer(10, { id: 'team', name: '[Work]\\Team', isGroup: true }),
      toReviewer(10, { id: 'ada', name: 'ada' }),
    ];
    expect(toReviewSummary({ reviewers, authorId }).reviewerCount).toBe(1);
  });

  test('lists reviewers who neither voted nor declined as requested', () => {
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

test.each([
  [10, 'approved'],
  [5, 'approved'],
  [0, 'requested'],
  [-5, 'changes_requested'],
  [-10, 'changes_requested'],
])('reports a vote of %i as %s', (vote, state) => {
  const rest = { reviewer: 'bob', avatarUrl, submittedAt: null, url: null };
  expect(toReviews([toReviewer(vote)])).toEqual([{ ...rest, state }]);
});

test.each<[string, Reviewer, string[]]>([
  ['a requested group', toReviewer(0, { name: '[Work]\\Ops', isGroup: true }), ['[Work]\\Ops']],
  ['a group whose member voted', toReviewer(10, { isGroup: true }), []],
  ['a person who declined', toReviewer(0, { hasDeclined: true }), []],
  ['a person who voted and declined', toReviewer(-5, { hasDeclined: true }), ['bob']],
])('lists %s as expected', (_, reviewer, expected) => {
  expect(toReviews([reviewer]).map((review) => review.reviewer)).toEqual(expected);
});

test('a deleted account is not listed, but its vote counts', () => {
  const reviewers = [toReviewer(-10, { id: null, name: null }), toReviewer(10)];
  expect(toReviews(reviewers).map(({ reviewer }) => reviewer)).toEqual(['bob']);
  const summary = toReviewSummary({ reviewers, authorId });
  expect(summary).toMatchObject({ changesRequested: true, approved: false, reviewerCount: 2 });
});
