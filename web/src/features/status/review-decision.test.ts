import { describe, expect, test } from 'vitest';
import type { Review } from '../../../../src/contract/pull-request.ts';
import { instant, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import {
  findReviewProgress,
  findReviewSummary,
  formatReview,
  formatReviewDecision,
  formatReviewFact,
  sortReviews,
} from './review-decision.ts';

test('a decision is shown, with the number of reviewers on hover', () => {
  const status = makeOpenStatus({ approved: true, reviewer_count: 2 });
  expect(findReviewSummary(status)).toEqual({
    state: 'approved',
    short: 'approved',
    text: '2 reviewers: approved',
  });
});

test('the first requested reviewer is named, the others are counted', () => {
  const status = makeOpenStatus({ requested_reviewers: ['ada', 'grace', 'alan'] });
  expect(findReviewSummary(status)).toEqual({
    state: 'requested',
    short: 'awaits ada +2',
    text: 'review requested from ada, grace, alan',
  });
});

test('a decision takes precedence over requested reviewers', () => {
  const changes = { changes_requested: true, reviewer_count: 1, requested_reviewers: ['ada'] };
  expect(findReviewSummary(makeOpenStatus(changes))).toMatchObject({
    short: 'changes',
    text: '1 reviewer: changes requested; review requested from ada',
  });
});

test('there is no summary without reviewers or without a pull request', () => {
  expect(findReviewSummary(makeOpenStatus())).toBeUndefined();
  expect(findReviewSummary(makeStatus({ requested_reviewers: ['ada'] }))).toBeUndefined();
  expect(findReviewSummary(null)).toBeUndefined();
});

const makeReview = (reviewer: string, change: Partial<Review> = {}): Review => ({
  reviewer,
  avatar_url: null,
  state: 'approved',
  submitted_at: instant(60),
  url: null,
  ...change,
});

test('requested changes come first, then the latest reviews', () => {
  const sorted = sortReviews([
    makeReview('requested', { state: 'requested', submitted_at: null }),
    makeReview('early', { submitted_at: instant(600) }),
    makeReview('dismissed', { state: 'dismissed' }),
    makeReview('late'),
    makeReview('against', { state: 'changes_requested' }),
  ]);
  expect(sorted.map(({ reviewer }) => reviewer)).toEqual([
    'against',
    'late',
    'early',
    'requested',
    'dismissed',
  ]);
});

describe('the review decision', () => {
  test('is that of the forge, whatever individual reviewers said', () => {
    const status = makeOpenStatus({ approved: true, review_decision: 'review_required' });
    expect(formatReview(status)).toBe('review required');
    expect(formatReviewDecision(status, 'GitHub')).toBe(
      'A review is required before it can be merged.',
    );
  });

  test('names its source if the forge reports none', () => {
    expect(
      formatReviewDecision(makeOpenStatus({ changes_requested: true, approved: true }), 'GitHub'),
    ).toMatch(/^Changes requested by reviewers\. GitHub reports no overall/);
    expect(formatReviewDecision(makeOpenStatus({ approved: true }), 'GitHub')).toMatch(
      /^Approved by reviewers\. GitHub reports/,
    );
    expect(formatReviewDecision(makeOpenStatus(), 'GitHub')).toBe('No overall decision reported.');
  });
});

describe('the review progress', () => {
  test('counts requested reviewers who have not responded', () => {
    const status = makeOpenStatus({ reviewer_count: 1, requested_reviewers: ['grace'] });
    expect(findReviewProgress(status)).toEqual({ responded: 1, total: 2 });
  });

  test('is undefined without known reviewers', () => {
    expect(findReviewProgress(makeOpenStatus())).toBeUndefined();
    expect(findReviewProgress(makeOpenStatus({ reviewer_count: null }))).toBeUndefined();
  });
});

test('nothing is required of a pull request that was merged or closed', () => {
  const required = { review_decision: 'review_required', reviewer_count: 0 } as const;
  expect(formatReviewFact(makeOpenStatus(required))).toBe('review required');
  const merged = makeOpenStatus({ ...required, pull_request_state: 'merged' });
  expect(formatReviewFact(merged)).toBe('none');
  expect(formatReviewFact({ ...merged, reviewer_count: 1 })).toBe('commented');
  expect(formatReviewFact({ ...merged, review_decision: 'approved' })).toBe('approved');
  expect(formatReviewDecision(merged, 'GitHub')).toBe(
    'No decision before it was merged or closed.',
  );
});
