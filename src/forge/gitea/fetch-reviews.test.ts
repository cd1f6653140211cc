import { describe, expect, test } from 'vitest';
import { toReviews } from './fetch-reviews.ts';
import { parseReviews } from './reviews.ts';
import { reviewJson } from './testing/json-answers.ts';

type Line = [login: string | null, state: string, minute: number, more?: Record<string, unknown>];

function toStates(lines: Line[]) {
  const json = lines.map(([login, state, minute, more]) => {
    return { ...reviewJson(login, state, `2026-01-01T10:0${minute}:00Z`), ...more };
  });
  const reviews = toReviews(parseReviews(json) ?? [], 'Ada');
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
