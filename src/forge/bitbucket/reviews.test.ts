import { describe, expect, test } from 'vitest';
import { parseAccounts, parseParticipants, toAccount } from './answers.ts';
import { toReviewSummary } from './reviews.ts';
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
  test('are those who gave a verdict or commented', () => {
    const summary = summarize([
      participant('bob', { approved: true, state: 'approved' }),
      participant('eve', { participated_on: '2026-01-01T10:00:00Z' }),
      participant('joe', { role: 'REVIEWER' }),
    ]);
    expect(summary).toMatchObject({ approved: true, reviewerCount: 2 });
  });

  test('are not the author', () => {
    const summary = summarize([participant('ada', { approved: true, state: 'approved' })]);
    expect(summary).toMatchObject({ approved: false, reviewerCount: 0 });
  });

  test('approve also where only the flag says so', () => {
    expect(summarize([participant('bob', { approved: true })]).approved).toBe(true);
  });

  test('are waited for until they gave a verdict', () => {
    const given = [
      participant('bob', { role: 'REVIEWER', state: 'changes_requested' }),
      participant('eve', { role: 'REVIEWER', participated_on: '2026-01-01T10:00:00Z' }),
    ];
    const summary = summarize(given, ['bob', 'eve', 'joe']);
    expect(summary.requestedReviewers).toEqual(['eve', 'joe']);
    expect(summary.changesRequested).toBe(true);
  });

  test('of the same nickname are told apart', () => {
    const other = { ...accountJson('bob'), uuid: '{another}' };
    const given = [{ ...participant('bob', { state: 'approved' }), user: other }];
    expect(summarize(given, ['bob']).requestedReviewers).toEqual(['bob']);
  });
});

test('an account without a nickname goes by its name, as one plain line', () => {
  const account = toAccount({ display_name: 'Ada\r\n\u202eLovelace', uuid: '{a}' });
  expect(account).toEqual({ id: '{a}', name: 'Ada Lovelace', avatarUrl: null });
});

test('who cannot be read is not left out of the count', () => {
  expect(parseParticipants([participant('bob', {}), 'nobody'])).toBeUndefined();
});
