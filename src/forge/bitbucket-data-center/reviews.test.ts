import { expect, test } from 'vitest';
import { parseReviewers } from './answers.ts';
import { toReviewSummary, toReviews } from './reviews.ts';
import { userJson } from './testing/json-answers.ts';

interface People {
  reviewers?: unknown[];
  participants?: unknown[];
}

function listStates(people: People) {
  const reviewers = parseReviewers({ ...people }) ?? [];
  const reviews = toReviews({ reviewers, authorLogin: 'Ada' });
  return reviews.map(({ reviewer, state }) => [reviewer, state]);
}

test.each([
  [{ status: 'APPROVED' }, 'approved'],
  [{ approved: true }, 'approved'],
  [{ status: 'NEEDS_WORK' }, 'changes_requested'],
  [{ status: 'UNAPPROVED', approved: false }, 'requested'],
  [{ status: 'FUTURE_STATUS' }, 'requested'],
])('shows a reviewer with %j as %s', (more, state) => {
  expect(listStates({ reviewers: [{ user: userJson('bob'), ...more }] })).toEqual([['bob', state]]);
});

test('shows a participant without a request as commented', () => {
  const participants = [{ user: userJson('bob'), status: 'UNAPPROVED' }];
  expect(listStates({ participants })).toEqual([['bob', 'commented']]);
});

test('leaves out the author and duplicates', () => {
  const reviewers = [{ user: userJson('bob'), status: 'APPROVED' }];
  const participants = ['ada', 'Bob'].map((name) => ({ user: userJson(name) }));
  expect(listStates({ reviewers, participants })).toEqual([['bob', 'approved']]);
});

test('shows a plain name and an avatar, without a time', () => {
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

test.each([null, { status: 'NEEDS_WORK' }, { user: null, status: 'NEEDS_WORK' }])(
  'leaves out a deleted account, and counts its verdict: %j',
  (deleted) => {
    const approval = { user: userJson('bob'), status: 'APPROVED' };
    const people = { reviewers: [deleted, approval] };
    expect(listStates(people)).toEqual([['bob', 'approved']]);
    const changesRequested = deleted !== null;
    const summary = toReviewSummary(parseReviewers(people) ?? [], 'ada');
    expect(summary).toMatchObject({ changesRequested, approved: !changesRequested });
    expect(summary.requestedReviewers).toEqual([]);
  },
);
