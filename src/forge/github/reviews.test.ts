import { describe, expect, test } from 'vitest';
import { parseReviews, toReviewSummary } from './reviews.ts';
import { reviewJson } from './testing/json-answers.ts';

type Line = [login: string | null, state: string, minute: number | null];

function summarize(lines: Line[], author: string | null = 'Ada') {
  const json = lines.map(([login, state, minute]) =>
    reviewJson(login, state, minute === null ? null : `2026-01-01T10:0${minute}:00Z`),
  );
  return toReviewSummary(parseReviews(json) ?? [], author);
}

const nothing = { changesRequested: false, approved: false, reviewerCount: 0 };

describe('reviews', () => {
  test.each<[string, Line[], Partial<typeof nothing>]>([
    ['none', [], {}],
    ['an approval', [['Bob', 'APPROVED', 1]], { approved: true, reviewerCount: 1 }],
    ['a comment decides nothing', [['Bob', 'COMMENTED', 1]], { reviewerCount: 1 }],
    [
      'the latest of a reviewer counts, whatever the case of the login',
      [
        ['Bob', 'CHANGES_REQUESTED', 1],
        ['bob', 'APPROVED', 2],
      ],
      { approved: true, reviewerCount: 1 },
    ],
    [
      'the latest by time, not by place',
      [
        ['Bob', 'APPROVED', 2],
        ['Bob', 'CHANGES_REQUESTED', 1],
      ],
      { approved: true, reviewerCount: 1 },
    ],
    [
      'the later place decides within one second',
      [
        ['Bob', 'APPROVED', 1],
        ['Bob', 'CHANGES_REQUESTED', 1],
      ],
      { changesRequested: true, reviewerCount: 1 },
    ],
    [
      'a comment afterwards changes nothing',
      [
        ['Bob', 'APPROVED', 1],
        ['Bob', 'COMMENTED', 2],
      ],
      { approved: true, reviewerCount: 1 },
    ],
    [
      'one request for changes outweighs approvals',
      [
        ['Bob', 'APPROVED', 1],
        ['Eve', 'CHANGES_REQUESTED', 1],
        ['Joe', 'APPROVED', 2],
      ],
      { changesRequested: true, reviewerCount: 3 },
    ],
    [
      'a dismissal takes back what came before it',
      [
        ['Bob', 'APPROVED', 1],
        ['Bob', 'DISMISSED', 2],
      ],
      { reviewerCount: 1 },
    ],
    ['a review that was not submitted is none', [['Bob', 'PENDING', null]], {}],
    ['an account that is gone is no reviewer', [[null, 'APPROVED', 1]], {}],
    ['the author is no reviewer', [['ada', 'COMMENTED', 1]], {}],
  ])('%s', (_, lines, expected) => {
    expect(summarize(lines)).toEqual({ ...nothing, ...expected });
  });

  test.each([undefined, {}, [null], [{ state: 7 }]])('are not read from %j', (body) => {
    expect(parseReviews(body)).toBeUndefined();
  });
});
