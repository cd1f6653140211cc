import { describe, expect, test } from 'vitest';
import { toReviews } from './fetch-reviews.ts';
import type { Approvals, Reviewer } from './reviews.ts';

const avatarUrl = 'https://avatars.test/bob.png';

function toStates(approvals: Approvals | null, reviewers: Reviewer[] | null) {
  return toReviews({ approvals, reviewers }).map(({ reviewer, state }) => [reviewer, state]);
}

function toApprovals(...logins: string[]): Approvals {
  const approvers = logins.map((login) => ({ login, avatarUrl, approvedAt: null }));
  return { approved: true, approvers, left: 0 };
}

describe('a reviewer', () => {
  test.each([
    ['unreviewed', 'requested'],
    ['review_started', 'requested'],
    ['reviewed', 'commented'],
    ['requested_changes', 'changes_requested'],
    ['approved', 'approved'],
    ['unapproved', 'dismissed'],
    ['a word of tomorrow', 'requested'],
    [null, 'requested'],
  ])('whom GitLab calls %s is %s', (word, state) => {
    const reviewers = [{ login: 'bob', avatarUrl, state: word }];
    expect(toStates(toApprovals(), reviewers)).toEqual([['bob', state]]);
  });

  test.each([
    ['unreviewed', 'approved'],
    ['reviewed', 'approved'],
    ['requested_changes', 'changes_requested'],
    [null, 'approved'],
  ])('who approved, and whom GitLab calls %s, is %s', (word, state) => {
    const reviewers = [{ login: 'Bob', avatarUrl, state: word }];
    const states = toStates(toApprovals('bob'), reviewers).map(([, told]) => told);
    expect(states).toEqual([state]);
  });
});

test('an approval tells when, where GitLab does', () => {
  const approvers = [{ login: 'b\nob', avatarUrl, approvedAt: '2026-01-01T11:00:00.000Z' }];
  const approvals = { approved: true, approvers, left: 0 };
  expect(toReviews({ approvals, reviewers: null })).toEqual([
    {
      reviewer: 'b ob',
      avatarUrl,
      state: 'approved',
      submittedAt: new Date('2026-01-01T11:00:00Z'),
      url: null,
    },
  ]);
});
