import { expect, test } from 'vitest';
import { makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { toReviewSummary } from './review-state.ts';

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
