import { describe, expect, test } from 'vitest';
import type { Review } from '../../../../src/contract/reviews.ts';
import { instant, makeOpenStatus } from '../../testing/chats.ts';
import { findReviewProgress, formatReview, formatVerdict, sortReviews } from './review-text.ts';

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
