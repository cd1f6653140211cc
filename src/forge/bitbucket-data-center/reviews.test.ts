import { expect, test } from 'vitest';
import { parseReviewers } from './answers.ts';
import { toReviews } from './reviews.ts';
import { userJson } from './testing/json-answers.ts';

interface People {
  reviewers?: unknown[];
  participants?: unknown[];
}

function toStates(people: People) {
  const reviewers = parseReviewers({ ...people }) ?? [];
  const reviews = toReviews({ reviewers, authorLogin: 'Ada' });
  return reviews.map(({ reviewer, state }) => [reviewer, state]);
}

test.each([
  [{ status: 'APPROVED' }, 'approved'],
  [{ approved: true }, 'approved'],
  [{ status: 'NEEDS_WORK' }, 'changes_requested'],
  [{ status: 'UNAPPROVED', approved: false }, 'requested'],
  [{ status: 'A_WORD_OF_TOMORROW' }, 'requested'],
])('a reviewer with %j has %s', (more, state) => {
  expect(toStates({ reviewers: [{ user: userJson('bob'), ...more }] })).toEqual([['bob', state]]);
});

test('who takes part without being asked has commented', () => {
  const participants = [{ user: userJson('bob'), status: 'UNAPPROVED' }];
  expect(toStates({ participants })).toEqual([['bob', 'commented']]);
});

test('the author reviews nothing, and nobody is told twice', () => {
  const reviewers = [{ user: userJson('bob'), status: 'APPROVED' }];
  const participants = ['ada', 'Bob'].map((name) => ({ user: userJson(name) }));
  expect(toStates({ reviewers, participants })).toEqual([['bob', 'approved']]);
});

test('a review shows a plain name and a face, and not when', () => {
  const user = { ...userJson('bob'), name: 'b\nob' };
  const reviewers = parseReviewers({ reviewers: [{ user, status: 'APPROVED' }] }) ?? [];
  expect(toReviews({ reviewers, authorLogin: null })).toEqual([
    {
      reviewer: 'b ob',
      avatarUrl: 'https://avatars.test/u/1?s=64',
      state: 'approved',
      submittedAt: null,
      url: null,
    },
  ]);
});
