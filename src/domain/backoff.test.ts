import { describe, expect, test } from 'vitest';
import { toChecks } from '../../test/support/checks.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { maximumJitterMs, nextDue, type RefreshedRow, type SyncDurations } from './backoff.ts';
import type { PullRequest } from './diff-status.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';

const second = 1_000;
const minute = 60 * second;

const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 2 * minute,
  diffStatusTtlMs: 120 * second,
  noTokenBackoffMs: 10 * minute,
  acquisitionLeaseMs: 5 * minute,
};

const young: RefreshedRow = {
  sinceUpdatedMs: 5 * second,
  sinceReportedMs: null,
  sinceChangedMs: 5 * second,
  reportedSha: null,
  headSha: null,
  checksState: null,
  mergeabilityAttempts: 0,
};
const old: RefreshedRow = { ...young, sinceUpdatedMs: 60 * minute };

const refreshed = (change: Partial<PullRequest>): RefreshOutcome => ({
  kind: 'refreshed',
  pullRequest: toPullRequest(change),
});

describe('the next due time (S6)', () => {
  test.each([
    ['open, young', refreshed({}), young, { kind: 'routine', delayMs: 120 * second }],
    ['open, old', refreshed({}), old, { kind: 'routine', delayMs: 120 * second }],
    ['closed', refreshed({ state: 'closed' }), old, { kind: 'routine', delayMs: 120 * second }],
    ['merged', refreshed({ state: 'merged' }), young, { kind: 'never' }],
    ['no pull request, young', { kind: 'no_pull_request' }, young, { kind: 'in', delayMs: 15_000 }],
    ['no pull request, old', { kind: 'no_pull_request' }, old, { kind: 'when_lease_ends' }],
    ['gone', { kind: 'pull_request_gone' }, old, { kind: 'in', delayMs: 15 * second }],
    ['no token', { kind: 'no_token', message: '' }, young, { kind: 'in', delayMs: 10 * minute }],
    [
      'failed',
      { kind: 'failed', failure: { kind: 'unavailable', message: '' } },
      young,
      { kind: 'routine', delayMs: 120 * second },
    ],
  ] as const)('%s', (_, outcome, row, expected) => {
    expect(nextDue(outcome, row, durations, 0)).toEqual(expected);
  });
});

describe('the retry window (S7)', () => {
  test.each([
    [2 * minute - 1, 'in'],
    [2 * minute, 'when_lease_ends'],
    [2 * minute + 1, 'when_lease_ends'],
  ])('is strict: %i ms after the last change the row is due "%s"', (sinceUpdatedMs, kind) => {
    const due = nextDue({ kind: 'no_pull_request' }, { ...young, sinceUpdatedMs }, durations, 0);
    expect(due.kind).toBe(kind);
  });
});

describe('a rate limit (S5)', () => {
  test('lasts as long as the forge said, plus at most the jitter', () => {
    const outcome: RefreshOutcome = { kind: 'rate_limited', retryInMs: minute };
    const due = nextDue(outcome, old, durations, 0);
    expect(due).toEqual({ kind: 'after_pause', delayMs: minute });
    const latest = nextDue(outcome, old, durations, 0.9999);
    expect(latest).toEqual({ kind: 'after_pause', delayMs: minute + maximumJitterMs - 1 });
  });
});

describe('while the forge computes the mergeability', () => {
  const computing = refreshed({ mergeability: 'computing' });

  test.each([
    [0, { kind: 'in', delayMs: 3 * second }],
    [1, { kind: 'in', delayMs: 6 * second }],
    [2, { kind: 'in', delayMs: 12 * second }],
    [3, { kind: 'routine', delayMs: 120 * second }],
  ] as const)(
    'it is fetched again, after %i responses without it',
    (mergeabilityAttempts, expected) => {
      expect(nextDue(computing, { ...old, mergeabilityAttempts }, durations, 0)).toEqual(expected);
    },
  );

  test('a closed pull request is not fetched sooner', () => {
    const closed = refreshed({ mergeability: 'computing', state: 'closed' });
    expect(nextDue(closed, old, durations, 0)).toMatchObject({ kind: 'routine' });
  });
});

// S13
describe('checks that failed or have not ended', () => {
  const day = 24 * 60 * minute;
  const changed = (ago: number, change: Partial<RefreshedRow> = {}): RefreshedRow => ({
    ...old,
    sinceChangedMs: ago,
    ...change,
  });
  const failed = { checksState: 'failed', headSha: 'a'.repeat(40) } as const;

  test.each([
    ['failed', { failed: 1 }, changed(day - 1), 50 * second],
    ['pending', { passed: 2, pending: 1 }, changed(day - 1), 50 * second],
    ['of a branch that was never signalled', { failed: 1 }, changed(0, failed), 50 * second],
    ['that failed since the last refresh', { failed: 1 }, changed(day), 50 * second],
    ['failed, a day after the last change', { failed: 1 }, changed(day, failed), 2 * minute],
    ['passed', { passed: 1 }, changed(second), 2 * minute],
    ['none', {}, changed(second), 2 * minute],
  ])('are read again sooner: %s', (_, counts, row, delayMs) => {
    const outcome = refreshed({ checks: toChecks(counts), headSha: failed.headSha });
    expect(nextDue(outcome, row, durations, 0)).toEqual({ kind: 'routine', delayMs });
  });

  test('are left to a lane that surveys them', () => {
    const outcome = refreshed({ checks: toChecks({ failed: 1 }), headSha: failed.headSha });
    const due = nextDue(outcome, changed(second, { areChecksSurveyed: true }), durations, 0);
    expect(due).toEqual({ kind: 'routine', delayMs: 2 * minute });
  });

  test('of a closed pull request are not', () => {
    const outcome = refreshed({ state: 'closed', checks: toChecks({ failed: 1 }) });
    const due = nextDue(outcome, changed(second), durations, 0);
    expect(due).toEqual({ kind: 'routine', delayMs: 2 * minute });
  });
});

describe('a push that the forge does not show yet', () => {
  const row = { ...old, reportedSha: 'b'.repeat(40) };

  test.each([
    [0, 2 * second],
    [10 * second, 5 * second],
    [minute, 15 * second],
  ])('is read again soon: %i ms after the push in %i ms', (sinceReportedMs, delayMs) => {
    const due = nextDue(refreshed({}), { ...row, sinceReportedMs }, durations, 0);
    expect(due).toEqual({ kind: 'in', delayMs });
  });

  test('is read at the usual interval once the window has passed', () => {
    const due = nextDue(refreshed({}), { ...row, sinceReportedMs: 2 * minute }, durations, 0);
    expect(due).toMatchObject({ kind: 'routine' });
  });
});

describe('a settled pull request whose branch was pushed again', () => {
  const merged = (sinceSettledMs: number): RefreshOutcome => {
    return { ...refreshed({ state: 'merged' }), sinceSettledMs } as RefreshOutcome;
  };

  test('is due as soon as a new branch is', () => {
    const row = { ...young, sinceReportedMs: 10 * second };
    const due = nextDue(merged(minute), row, durations, 0);
    expect(due).toEqual({ kind: 'in', delayMs: 15 * second });
  });

  test('is not due once the window has passed', () => {
    const row = { ...young, sinceReportedMs: 2 * minute };
    expect(nextDue(merged(60 * minute), row, durations, 0)).toEqual({ kind: 'never' });
  });

  test('is not due when the push came in the same second, the precision of forges', () => {
    const row = { ...young, sinceReportedMs: 10 * second };
    expect(nextDue(merged(10_999), row, durations, 0)).toEqual({ kind: 'never' });
  });

  test('is not due when the last push came before the merge', () => {
    const row = { ...young, sinceReportedMs: minute };
    expect(nextDue(merged(10 * second), row, durations, 0)).toEqual({ kind: 'never' });
  });
});
