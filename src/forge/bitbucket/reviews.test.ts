import { describe, expect, test } from 'vitest';
import { parseAccounts, parseParticipants, toAccount } from './answers.ts';
import { toReviewSummary, toReviews } from './reviews.ts';
import { accountJson } from './testing/json-answers.ts';

const ada = toAccount(accountJson('ada'));

function participant(nickname: string, more: Record<string, unknown>) {
  const defaults = { role: 'PARTICIPANT', approved: false, state: null, participated_on: null };
  return { type: 'participant', user: accountJson(nickname), ...defaults, ...more };
}

function summarize(participants: unknown[], reviewers: string[] = []) {
  const parsed = parseParticipants(participants) ?? [];
  return toReviewSummary(parsed, parseAccounts(reviewers.map(accountJson)) ?? [], ada);
}

describe('reviewers', () => {
  test('are accounts with a verdict or a comment', () => {
    const summary = summarize([
      participant('bob', { approved: true, state: 'approved' }),
      participant('eve', { participated_on: '2026-01-01T10:00:00Z' }),
      participant('joe', { role: 'REVIEWER' }),
    ]);
    expect(summary).toMatchObject({ approved: true, reviewerCount: 2 });
  });

  test('do not include the author', () => {
    const summary = summarize([participant('ada', { approved: true, state: 'approved' })]);
    expect(summary).toMatchObject({ approved: false, reviewerCount: 0 });
  });

  test('have approved when only the older flag is set', () => {
    expect(summarize([participant('bob', { approved: true })]).approved).toBe(true);
  });

  test('stay requested until they give a verdict', () => {
    const given = [
      participant('bob', { role: 'REVIEWER', state: 'changes_requested' }),
      participant('eve', { role: 'REVIEWER', participated_on: '2026-01-01T10:00:00Z' }),
    ];
    const summary = summarize(given, ['bob', 'eve', 'joe']);
    expect(summary.requestedReviewers).toEqual(['eve', 'joe']);
    expect(summary.changesRequested).toBe(true);
  });

  test('with the same nickname are different accounts', () => {
    const other = { ...accountJson('bob'), uuid: '{another}' };
    const given = [{ ...participant('bob', { state: 'approved' }), user: other }];
    expect(summarize(given, ['bob']).requestedReviewers).toEqual(['bob']);
  });
});

test('shows an account without a nickname by its display name, on one line', () => {
  const account = toAccount({ display_name: 'Ada\r\n\u202eLovelace', uuid: '{a}' });
  expect(account).toEqual({ id: '{a}', name: 'Ada Lovelace', avatarUrl: null });
});

test('rejects the list when a participant cannot be read', () => {
  expect(parseParticipants([participant('bob', {}), 'invalid'])).toBeUndefined();
});

const participatedOn = '2026-01-01T10:30:00.000001+00:00';

function listStates(given: unknown[], requested: string[] = []) {
  const participants = parseParticipants(given) ?? [];
  const reviewers = parseAccounts(requested.map(accountJson)) ?? [];
  const reviews = toReviews({ participants, reviewers, author: ada });
  return reviews.map(({ reviewer, state }) => [reviewer, state]);
}

test.each([
  [{ approved: true, state: 'approved' }, 'approved'],
  [{ approved: true }, 'approved'],
  [{ state: 'changes_requested' }, 'changes_requested'],
  [{ participated_on: participatedOn }, 'commented'],
])('shows a participant with %j as %s', (more, state) => {
  expect(listStates([participant('bob', more)], ['bob'])).toEqual([['bob', state]]);
});

test('shows a reviewer without a verdict or comment as requested', () => {
  expect(listStates([participant('bob', { role: 'REVIEWER' })], ['bob'])).toEqual([
    ['bob', 'requested'],
  ]);
});

test('leaves out the author', () => {
  expect(listStates([participant('ada', { participated_on: participatedOn })], ['ada'])).toEqual(
    [],
  );
});

test('leaves out a participant without a verdict or comment', () => {
  expect(listStates([participant('bob', {})])).toEqual([]);
});

test('leaves out a deleted account', () => {
  const deleted = { ...participant('bob', { state: 'approved' }), user: null };
  expect(listStates([deleted, participant('eve', { state: 'approved' })])).toEqual([
    ['eve', 'approved'],
  ]);
});

test('shows the time and the avatar of a review', () => {
  const given = [participant('bob', { state: 'approved', participated_on: participatedOn })];
  const participants = parseParticipants(given) ?? [];
  expect(toReviews({ participants, reviewers: [], author: ada })).toEqual([
    {
      reviewer: 'bob',
      avatarUrl: 'https://avatars.test/bob/128',
      state: 'approved',
      submittedAt: new Date('2026-01-01T10:30:00Z'),
      url: null,
    },
  ]);
});
