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
  mergeStatus: { detailed: 'mergeable', simple: null, hasConflicts: false },
};

const person = (login: string) => ({ login, avatarUrl: null, approvedAt: null });

function toSummary(approvals: Approvals | null, reviewers: Reviewer[] | null) {
  return toReviewSummary(answer, approvals, reviewers);
}

describe('approval', () => {
  test('needs at least one approver, even if GitLab reports approved', () => {
    const summary = toSummary({ approved: true, approvers: [], left: 0 }, []);
    expect(summary).toMatchObject({ approved: false, reviewDecision: 'none' });
  });

  test('is not given while approvals are missing', () => {
    const summary = toSummary({ approved: false, approvers: [person('bob')], left: 1 }, []);
    expect(summary).toMatchObject({
      approved: false,
      reviewerCount: 1,
      reviewDecision: 'review_required',
    });
  });

  test('is given by all required approvals', () => {
    const summary = toSummary({ approved: true, approvers: [person('bob')], left: 0 }, []);
    expect(summary).toMatchObject({ approved: true, reviewDecision: 'approved' });
  });

  test('is unknown on a GitLab without approvals', () => {
    expect(toSummary(null, [])).toMatchObject({ approved: false, reviewDecision: null });
  });
});

describe('requested changes', () => {
  const approvals = { approved: true, approvers: [person('eve')], left: 0 };

  test('by one reviewer outweigh approvals', () => {
    const summary = toSummary(approvals, [{ ...person('bob'), state: 'requested_changes' }]);
    expect(summary).toMatchObject({
      approved: false,
      changesRequested: true,
      reviewerCount: 2,
      reviewDecision: 'changes_requested',
    });
  });

  test('may be reported by the merge status alone', () => {
    const mergeStatus = { ...answer.mergeStatus, detailed: 'REQUESTED_CHANGES' };
    const summary = toReviewSummary({ ...answer, mergeStatus }, approvals, []);
    expect(summary).toMatchObject({ approved: false, changesRequested: true });
  });
});

describe('reviewers', () => {
  const none = { approved: false, approvers: [], left: 1 };

  test('count as requested until they have reviewed', () => {
    const summary = toSummary(none, [
      { ...person('zoe'), state: 'unreviewed' },
      { ...person('bob'), state: 'reviewed' },
      { ...person('eve'), state: 'review_started' },
      { ...person('joe'), state: 'unapproved' },
    ]);
    expect(summary).toMatchObject({ requestedReviewers: ['eve', 'zoe'], reviewerCount: 2 });
  });

  test('without a state have reviewed if they approved', () => {
    const reviewers = ['bob', 'eve'].map((login) => ({ ...person(login), state: null }));
    const summary = toSummary({ ...none, approvers: [person('Bob')] }, reviewers);
    expect(summary).toMatchObject({ requestedReviewers: ['eve'], reviewerCount: 1 });
  });

  test('include deleted accounts, whose verdicts remain', () => {
    const deleted = { login: null, avatarUrl: null };
    const approvals = { ...none, approvers: [{ ...deleted, approvedAt: null }] };
    const reviewers = ['requested_changes', 'unreviewed'].map((state) => ({ ...deleted, state }));
    expect(toSummary(approvals, reviewers)).toMatchObject({
      changesRequested: true,
      requestedReviewers: [],
      reviewerCount: 2,
    });
  });

  test('do not include the author', () => {
    const summary = toSummary({ ...none, approvers: [person('ada'), person('bob')] }, []);
    expect(summary.reviewerCount).toBe(1);
  });

  test('are unknown in versions without reviewers', () => {
    expect(toSummary(none, null).requestedReviewers).toBeNull();
  });
});

test.each([undefined, null, [], {}, { approved: true }, { approved_by: [1] }])(
  'rejects %j as approvals',
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
    ['a future state', 'requested'],
    [null, 'requested'],
  ])('with state %s is shown as %s', (reported, state) => {
    const reviewers = [{ login: 'bob', avatarUrl, state: reported }];
    expect(toStates(toApprovals(), reviewers)).toEqual([['bob', state]]);
  });

  test.each([
    ['unreviewed', 'approved'],
    ['reviewed', 'approved'],
    ['requested_changes', 'changes_requested'],
    [null, 'approved'],
  ])('who approved and has state %s is shown as %s', (reported, state) => {
    const reviewers = [{ login: 'Bob', avatarUrl, state: reported }];
    const states = toStates(toApprovals('bob'), reviewers).map(([, shown]) => shown);
    expect(states).toEqual([state]);
  });
});

test('an approval shows its time if GitLab reports it', () => {
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
