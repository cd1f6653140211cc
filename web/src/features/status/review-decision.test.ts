import { describe, expect, test } from 'vitest';
import type { Review } from '../../../../src/contract/reviews.ts';
import { instant, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import {
  findReviewProgress,
  formatReview,
  formatVerdict,
  sortReviews,
  toReviewSummary,
} from './review-decision.ts';

test('a decision is shown, and who decided is on hover', () => {
  const status = makeOpenStatus({ approved: true, reviewer_count: 2 });
  expect(toReviewSummary(status)).toEqual({
    state: 'approved',
    short: 'approved',
    words: '2 reviewers: approved',
  });
});

test('who is asked is shown by name, further ones as a number', () => {
  const status = makeOpenStatus({ requested_reviewers: ['ada', 'grace', 'alan'] });
  expect(toReviewSummary(status)).toEqual({
    state: 'asked',
    short: 'ada +2',
    words: 'review asked of ada, grace, alan',
  });
});

test('a decision counts more than who else is asked', () => {
  const asked = { changes_requested: true, reviewer_count: 1, requested_reviewers: ['ada'] };
  expect(toReviewSummary(makeOpenStatus(asked))).toMatchObject({
    short: 'changes',
    words: '1 reviewer: changes asked; review asked of ada',
  });
});

test('nobody asked, nobody reviewed, or no pull request: nothing', () => {
  expect(toReviewSummary(makeOpenStatus())).toBeUndefined();
  expect(toReviewSummary(makeStatus({ requested_reviewers: ['ada'] }))).toBeUndefined();
  expect(toReviewSummary(null)).toBeUndefined();
});

const makeReview = (reviewer: string, change: Partial<Review> = {}): Review => ({
  reviewer,
  avatar_url: null,
  state: 'approved',
  submitted_at: instant(60),
  url: null,
  ...change,
});

test('what stands in the way comes first, then the latest word', () => {
  const sorted = sortReviews([
    makeReview('asked', { state: 'requested', submitted_at: null }),
    makeReview('early', { submitted_at: instant(600) }),
    makeReview('dismissed', { state: 'dismissed' }),
    makeReview('late'),
    makeReview('against', { state: 'changes_requested' }),
  ]);
  expect(sorted.map(({ reviewer }) => reviewer)).toEqual([
    'against',
    'late',
    'early',
    'asked',
    'dismissed',
  ]);
});

describe('the verdict', () => {
  test('is the one of the forge, whatever single reviewers said', () => {
    const status = makeOpenStatus({ approved: true, review_decision: 'review_required' });
    expect(formatReview(status)).toBe('review required');
    expect(formatVerdict(status)).toBe('A review is required before it can be merged.');
  });

  test('says where it comes from when the forge gives none', () => {
    expect(formatVerdict(makeOpenStatus({ changes_requested: true, approved: true }))).toMatch(
      /^Changes are asked for\. The forge told no verdict/,
    );
    expect(formatVerdict(makeOpenStatus({ approved: true }))).toMatch(/^Approved\. The forge told/);
    expect(formatVerdict(makeOpenStatus())).toBe('The forge told no verdict.');
  });
});

describe('how many answered', () => {
  test('counts those who were asked and have not', () => {
    const status = makeOpenStatus({ reviewer_count: 1, requested_reviewers: ['grace'] });
    expect(findReviewProgress(status)).toEqual({ answered: 1, total: 2 });
  });

  test('is not told where nobody is known', () => {
    expect(findReviewProgress(makeOpenStatus())).toBeUndefined();
    expect(findReviewProgress(makeOpenStatus({ reviewer_count: null }))).toBeUndefined();
  });
});
