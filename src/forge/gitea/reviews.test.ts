import { describe, expect, test } from 'vitest';
import { parseReviews, toReviewSummary } from './reviews.ts';
import { reviewJson } from './testing/json-answers.ts';

type Line = [login: string | null, state: string, minute: number, more?: Record<string, unknown>];

function summarize(lines: Line[]) {
  const json = lines.map(([login, state, minute, more]) => {
    return { ...reviewJson(login, state, `2026-01-01T10:0${minute}:00Z`), ...more };
  });
  return toReviewSummary(parseReviews(json) ?? [], 'Ada');
}

const nothing = {
  changesRequested: false,
  approved: false,
  reviewerCount: 0,
  officialApprovals: 0,
};

describe('reviews', () => {
  test.each<[string, Line[], Partial<typeof nothing>]>([
    ['none', [], {}],
    [
      'an approval',
      [['Bob', 'APPROVED', 1]],
      { approved: true, reviewerCount: 1, officialApprovals: 1 },
    ],
    [
      'an approval of someone without a say',
      [['Bob', 'APPROVED', 1, { official: false }]],
      { approved: true, reviewerCount: 1 },
    ],
    ['one that was dismissed', [['Bob', 'APPROVED', 1, { dismissed: true }]], { reviewerCount: 1 }],
    [
      'a dismissal brings nothing older back',
      [
        ['Bob', 'APPROVED', 1],
        ['bob', 'REQUEST_CHANGES', 2, { dismissed: true }],
      ],
      { reviewerCount: 1 },
    ],
    [
      'the latest by time, not by place',
      [
        ['Bob', 'APPROVED', 2],
        ['Bob', 'REQUEST_CHANGES', 1],
      ],
      { approved: true, reviewerCount: 1, officialApprovals: 1 },
    ],
    ['one that was only asked for', [['Bob', 'REQUEST_REVIEW', 1]], {}],
    ['one that was not submitted', [['Bob', 'PENDING', 1]], {}],
    ['a team', [[null, 'REQUEST_REVIEW', 1]], {}],
    ['the author', [['ada', 'COMMENT', 1]], {}],
  ])('%s', (_, lines, expected) => {
    expect(summarize(lines)).toEqual({ ...nothing, ...expected });
  });

  test.each([undefined, {}, [null], [{ state: 7 }]])('are not read from %j', (body) => {
    expect(parseReviews(body)).toBeUndefined();
  });
});
