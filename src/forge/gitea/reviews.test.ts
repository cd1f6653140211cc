import { describe, expect, test } from 'vitest';
import { parseReviews, toReviewSummary, toReviews } from './reviews.ts';
import { reviewJson } from './testing/json-answers.ts';

type Line = [login: string | null, state: string, minute: number, more?: Record<string, unknown>];

function parseLines(lines: Line[]) {
  const json = lines.map(([login, state, minute, more]) => {
    return { ...reviewJson(login, state, `2026-01-01T10:0${minute}:00Z`), ...more };
  });
  return parseReviews(json) ?? [];
}

function summarize(lines: Line[]) {
  return toReviewSummary(parseLines(lines), 'Ada');
}

const nothing = {
  changesRequested: false,
  approved: false,
  reviewerCount: 0,
  officialApprovals: 0,
};

describe('the review summary', () => {
  test.each<[string, Line[], Partial<typeof nothing>]>([
    ['no reviews', [], {}],
    [
      'an approval',
      [['Bob', 'APPROVED', 1]],
      { approved: true, reviewerCount: 1, officialApprovals: 1 },
    ],
    [
      'an approval that does not count towards required approvals',
      [['Bob', 'APPROVED', 1, { official: false }]],
      { approved: true, reviewerCount: 1 },
    ],
    ['a dismissed approval', [['Bob', 'APPROVED', 1, { dismissed: true }]], { reviewerCount: 1 }],
    [
      'a dismissal, which does not restore an older review',
      [
        ['Bob', 'APPROVED', 1],
        ['bob', 'REQUEST_CHANGES', 2, { dismissed: true }],
      ],
      { reviewerCount: 1 },
    ],
    [
      'the latest review by time, not by position',
      [
        ['Bob', 'APPROVED', 2],
        ['Bob', 'REQUEST_CHANGES', 1],
      ],
      { approved: true, reviewerCount: 1, officialApprovals: 1 },
    ],
    ['a review request', [['Bob', 'REQUEST_REVIEW', 1]], {}],
    ['a pending review', [['Bob', 'PENDING', 1]], {}],
    ['a request to a team', [[null, 'REQUEST_REVIEW', 1]], {}],
    ['a comment of the author', [['ada', 'COMMENT', 1]], {}],
  ])('counts %s', (_, lines, expected) => {
    expect(summarize(lines)).toEqual({ ...nothing, ...expected });
  });

  test.each([undefined, {}, [null], [{ state: 7 }]])('cannot be read from %j', (body) => {
    expect(parseReviews(body)).toBeUndefined();
  });
});

function toStates(lines: Line[]) {
  const reviews = toReviews(parseLines(lines), 'Ada');
  return reviews.map(({ reviewer, state }) => `${reviewer} ${state}`);
}

describe('the review of each reviewer', () => {
  test.each<[string, Line[], string[]]>([
    ['a dismissed review', [['bob', 'APPROVED', 1, { dismissed: true }]], ['bob dismissed']],
    [
      'the latest review by time, not by position',
      [
        ['Bob', 'APPROVED', 2],
        ['bob', 'REQUEST_CHANGES', 1],
      ],
      ['Bob approved'],
    ],
    [
      'a comment rather than a request',
      [
        ['bob', 'COMMENT', 1],
        ['bob', 'REQUEST_REVIEW', 2],
      ],
      ['bob commented'],
    ],
    [
      'a decision rather than a comment',
      [
        ['bob', 'REQUEST_CHANGES', 1],
        ['bob', 'COMMENT', 2],
      ],
      ['bob changes_requested'],
    ],
    [
      'a request to a team',
      [[null, 'REQUEST_REVIEW', 1, { team: { name: 'ops' } }]],
      ['ops requested'],
    ],
    ['no withdrawn request', [['bob', 'REQUEST_REVIEW', 1, { dismissed: true }]], []],
    ['no pending review', [['bob', 'PENDING', 1]], []],
    ['no review of the author', [['ada', 'COMMENT', 1]], []],
    ['the review of a deleted account', [[null, 'APPROVED', 1]], ['Ghost approved']],
  ])('is %s', (_, lines, expected) => {
    expect(toStates(lines)).toEqual(expected);
  });
});

test('a review has a time, a URL and an avatar', () => {
  const html_url = 'https://gitea.test/acme/app/pulls/12#issuecomment-7';
  const json = [{ ...reviewJson('bob', 'APPROVED', '2026-01-01T10:01:00Z'), html_url }];
  expect(toReviews(parseReviews(json) ?? [], null)).toEqual([
    {
      reviewer: 'bob',
      avatarUrl: 'https://avatars.test/bob',
      state: 'approved',
      submittedAt: new Date('2026-01-01T10:01:00Z'),
      url: html_url,
    },
  ]);
});
