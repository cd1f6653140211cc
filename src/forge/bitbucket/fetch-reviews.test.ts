import { expect, test } from 'vitest';
import { parseAccounts, parseParticipants, toAccount } from './answers.ts';
import { toReviews } from './reviews.ts';
import { accountJson } from './testing/json-answers.ts';

const author = toAccount(accountJson('ada'));
const participatedOn = '2026-01-01T10:30:00.000001+00:00';

function participant(nickname: string, more: Record<string, unknown>) {
  const defaults = { role: 'PARTICIPANT', approved: false, state: null, participated_on: null };
  return { type: 'participant', user: accountJson(nickname), ...defaults, ...more };
}

function toStates(given: unknown[], asked: string[] = []) {
  const participants = parseParticipants(given) ?? [];
  const reviewers = parseAccounts(asked.map(accountJson)) ?? [];
  const reviews = toReviews({ participants, reviewers, author });
  return reviews.map(({ reviewer, state }) => [reviewer, state]);
}

test.each([
  [{ approved: true, state: 'approved' }, 'approved'],
  [{ approved: true }, 'approved'],
  [{ state: 'changes_requested' }, 'changes_requested'],
  [{ participated_on: participatedOn }, 'commented'],
])('who took part by %j has %s', (more, state) => {
  expect(toStates([participant('bob', more)], ['bob'])).toEqual([['bob', state]]);
});

test('who was asked and said nothing is requested', () => {
  expect(toStates([participant('bob', { role: 'REVIEWER' })], ['bob'])).toEqual([
    ['bob', 'requested'],
  ]);
});

test('the author reviews nothing', () => {
  expect(toStates([participant('ada', { participated_on: participatedOn })], ['ada'])).toEqual([]);
});

test('whoever took part without a part that counts is none', () => {
  expect(toStates([participant('bob', {})])).toEqual([]);
});

test('an account that is gone is left out', () => {
  const gone = { ...participant('bob', { state: 'approved' }), user: null };
  expect(toStates([gone, participant('eve', { state: 'approved' })])).toEqual([
    ['eve', 'approved'],
  ]);
});

test('a word tells when it was said, and whose face it is', () => {
  const given = [participant('bob', { state: 'approved', participated_on: participatedOn })];
  const participants = parseParticipants(given) ?? [];
  expect(toReviews({ participants, reviewers: [], author })).toEqual([
    {
      reviewer: 'bob',
      avatarUrl: 'https://avatars.test/bob/128',
      state: 'approved',
      submittedAt: new Date('2026-01-01T10:30:00Z'),
      url: null,
    },
  ]);
});
