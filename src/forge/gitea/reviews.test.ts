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

function toStates(lines: Line[]) {
  const reviews = toReviews(parseLines(lines), 'Ada');
  return reviews.map(({ reviewer, state }) => `${reviewer} ${state}`);
}

describe('the word that counts', () => {
  test.each<[string, Line[], string[]]>([
    ['a dismissed review', [['bob', 'APPROVED', 1, { dismissed: true }]], ['bob dismissed']],
    [
      'the latest by time, not by place',
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
      'a team that was asked',
      [[null, 'REQUEST_REVIEW', 1, { team: { name: 'ops' } }]],
      ['ops requested'],
    ],
    ['a request that was withdrawn', [['bob', 'REQUEST_REVIEW', 1, { dismissed: true }]], []],
    ['what was not submitted', [['bob', 'PENDING', 1]], []],
    ['the author', [['ada', 'COMMENT', 1]], []],
    ['an account that is gone', [[null, 'APPROVED', 1]], []],
  ])('%s', (_, lines, expected) => {
    expect(toStates(lines)).toEqual(expected);
  });
});

test('a review tells when, where and whose face', () => {
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
