import { describe, expect, test } from 'vitest';
import {
  type Approvals,
  parseApprovals,
  type Reviewer,
  toReviewSummary,
  toReviews,
} from './reviews.ts';

const answer = {
  authorLogin: 'Ada',
  mergeWords: { detailed: 'mergeable', simple: null, hasConflicts: false },
};

const person = (login: string) => ({ login, avatarUrl: null, approvedAt: null });

function toSummary(approvals: Approvals | null, reviewers: Reviewer[] | null) {
  return toReviewSummary(answer, approvals, reviewers);
}

describe('approved', () => {
  test('is nothing that nobody approved, though GitLab says so', () => {
    const summary = toSummary({ approved: true, approvers: [], left: 0 }, []);
    expect(summary).toMatchObject({ approved: false, reviewDecision: 'none' });
  });

  test('is not while approvals are missing', () => {
    const summary = toSummary({ approved: false, approvers: [person('bob')], left: 1 }, []);
    expect(summary).toMatchObject({
      approved: false,
      reviewerCount: 1,
      reviewDecision: 'review_required',
    });
  });

  test('is what has all approvals', () => {
    const summary = toSummary({ approved: true, approvers: [person('bob')], left: 0 }, []);
    expect(summary).toMatchObject({ approved: true, reviewDecision: 'approved' });
  });

  test('is unknown where the forge has no approvals', () => {
    expect(toSummary(null, [])).toMatchObject({ approved: false, reviewDecision: null });
  });
});

describe('changes requested', () => {
  const approvals = { approved: true, approvers: [person('eve')], left: 0 };

  test('by a reviewer outweighs approvals', () => {
    const summary = toSummary(approvals, [{ ...person('bob'), state: 'requested_changes' }]);
    expect(summary).toMatchObject({
      approved: false,
      changesRequested: true,
      reviewerCount: 2,
      reviewDecision: 'changes_requested',
    });
  });

  test('may be all that the mergeability tells', () => {
    const mergeWords = { ...answer.mergeWords, detailed: 'REQUESTED_CHANGES' };
    const summary = toReviewSummary({ ...answer, mergeWords }, approvals, []);
    expect(summary).toMatchObject({ approved: false, changesRequested: true });
  });
});

describe('reviewers', () => {
  const none = { approved: false, approvers: [], left: 1 };

  test('are requested until they have reviewed', () => {
    const summary = toSummary(none, [
      { ...person('zoe'), state: 'unreviewed' },
      { ...person('bob'), state: 'reviewed' },
      { ...person('eve'), state: 'review_started' },
      { ...person('joe'), state: 'unapproved' },
    ]);
    expect(summary).toMatchObject({ requestedReviewers: ['eve', 'zoe'], reviewerCount: 2 });
  });

  test('of versions that tell no state have reviewed when they approved', () => {
    const reviewers = ['bob', 'eve'].map((login) => ({ ...person(login), state: null }));
    const summary = toSummary({ ...none, approvers: [person('Bob')] }, reviewers);
    expect(summary).toMatchObject({ requestedReviewers: ['eve'], reviewerCount: 1 });
  });

  test('are others than the author', () => {
    const summary = toSummary({ ...none, approvers: [person('ada'), person('bob')] }, []);
    expect(summary.reviewerCount).toBe(1);
  });

  test('are unknown where versions have none', () => {
    expect(toSummary(none, null).requestedReviewers).toBeNull();
  });
});

test.each([undefined, null, [], {}, { approved: true }, { approved_by: [{ user: null }] }])(
  '%j tells no approvals',
  (body) => {
    expect(parseApprovals(body)).toBeUndefined();
  },
);

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
