import { isUnreadable } from './checks.ts';
import type { PullRequest } from './diff-status.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';
import type { AcquiredRow } from './tracked-branch.ts';

/** Every duration of the sync, in milliseconds. */
export interface SyncDurations {
  noPrBackoffMs: number;
  noPrRetryWindowMs: number;
  diffStatusTtlMs: number;
  noTokenBackoffMs: number;
  acquisitionLeaseMs: number;
}

/** What the policy needs to know about the row that was refreshed. */
export type RefreshedRow = Pick<
  AcquiredRow,
  | 'sinceUpdatedMs'
  | 'sinceReportedMs'
  | 'sinceChangedMs'
  | 'reportedSha'
  | 'headSha'
  | 'checksState'
  | 'mergeabilityAttempts'
> & {
  /** A lane surveys the checks of open pull requests more often than rows are read. */
  areChecksSurveyed?: boolean;
};

export type NextDue =
  | { kind: 'in'; delayMs: number }
  /** Due only because time passes: may wait a moment, to share a request with others. */
  | { kind: 'routine'; delayMs: number }
  /** When the token may be used again. */
  | { kind: 'after_pause'; delayMs: number }
  /** The lease that acquiring wrote is the interval. */
  | { kind: 'when_lease_ends' }
  | { kind: 'never' };

/** Spreads the rows of a token after a rate limit, so that they are not all due at once. */
export const maximumJitterMs = 5_000;

/** Whatever an outcome or a setting says, only a signal makes a row due sooner than this. */
const shortestDelayMs = 1_000;

/** Forges report the settling time in whole seconds: a push in that second may be older. */
const settledPrecisionMs = 1_000;

const shortestPushDelayMs = 2_000;

/**
 * How soon checks that failed or have not ended are read again, for how long after the last change. With the
 * ten seconds in which a routine row may wait for others, they are read at least every minute.
 */
const unsettledChecksDelayMs = 50_000;
const checksWindowMs = 24 * 60 * 60_000;

/** How old they may be while a person has the chat open. */
export const openChecksAgeMs = 30_000;

/** Fetching a pull request starts the computation; these are the delays before fetching its result. */
export const mergeabilityDelaysMs = [3_000, 6_000, 12_000];

/**
 * The one place that decides when a row is due again (S6).
 * `jitter` lies in [0, 1). `pollPace`: how often rows are polled, compared to the durations.
 */
export function nextDue(
  outcome: RefreshOutcome,
  row: RefreshedRow,
  durations: SyncDurations,
  jitter: number,
  pollPace = 1,
): NextDue {
  const due = toPolled(decide(outcome, row, durations, jitter), durations, pollPace);
  if (due.kind === 'when_lease_ends' || due.kind === 'never') return due;
  return { ...due, delayMs: Math.max(shortestDelayMs, due.delayMs) };
}

/** Only rows that are due because time passes are polled. The lease itself keeps its length. */
function toPolled(due: NextDue, { acquisitionLeaseMs }: SyncDurations, pollPace: number): NextDue {
  if (pollPace === 1) return due;
  if (due.kind === 'when_lease_ends') {
    return { kind: 'routine', delayMs: acquisitionLeaseMs / pollPace };
  }
  return due.kind === 'routine' ? { ...due, delayMs: due.delayMs / pollPace } : due;
}

function decide(
  outcome: RefreshOutcome,
  row: RefreshedRow,
  durations: SyncDurations,
  jitter: number,
): NextDue {
  switch (outcome.kind) {
    case 'refreshed':
      return afterPullRequest(outcome, row, durations);
    case 'no_pull_request':
      // S7: the window is strict; outside it the lease is left as it is.
      return row.sinceUpdatedMs < durations.noPrRetryWindowMs
        ? { kind: 'in', delayMs: durations.noPrBackoffMs }
        : { kind: 'when_lease_ends' };
    case 'pull_request_gone':
      return { kind: 'in', delayMs: durations.noPrBackoffMs };
    case 'no_token':
      return { kind: 'in', delayMs: durations.noTokenBackoffMs };
    case 'rate_limited':
    case 'budget_spent':
      return {
        kind: 'after_pause',
        delayMs: outcome.retryInMs + Math.floor(jitter * maximumJitterMs),
      };
    case 'failed':
      return { kind: 'routine', delayMs: durations.diffStatusTtlMs };
  }
}

type Refreshed = Extract<RefreshOutcome, { kind: 'refreshed' }>;

function afterPullRequest(
  { pullRequest, sinceSettledMs }: Refreshed,
  row: RefreshedRow,
  durations: SyncDurations,
): NextDue {
  if (awaitsSuccessor(sinceSettledMs, row, durations)) {
    return { kind: 'in', delayMs: durations.noPrBackoffMs };
  }
  if (pullRequest.state === 'merged') return { kind: 'never' };
  if (awaitsPush(pullRequest, row, durations))
    return { kind: 'in', delayMs: toPushDelay(row, durations) };
  const again = findMergeabilityDelay(pullRequest, row);
  if (again !== undefined)
    return { kind: 'in', delayMs: Math.min(again, durations.diffStatusTtlMs) };
  const delayMs = awaitsChecks(pullRequest, row)
    ? Math.min(unsettledChecksDelayMs, durations.diffStatusTtlMs)
    : durations.diffStatusTtlMs;
  return { kind: 'routine', delayMs };
}

/**
 * Checks that run end, and checks that failed are run again: both without any other change. Where no lane notices
 * that, the row is read again soon.
 */
function awaitsChecks({ state, checks, headSha }: PullRequest, row: RefreshedRow): boolean {
  if (row.areChecksSurveyed || state !== 'open') return false;
  if (checks === null || isUnreadable(checks)) return false;
  const isSettled = checks.failed + checks.pending + checks.missing.length === 0;
  const hasChanged = checks.state !== row.checksState || headSha !== row.headSha;
  return !isSettled && (hasChanged || row.sinceChangedMs < checksWindowMs);
}

/** S13: the last reported push is a commit that the forge does not show yet. */
function awaitsPush(
  { state, headSha }: PullRequest,
  { reportedSha, sinceReportedMs }: RefreshedRow,
  { noPrRetryWindowMs }: SyncDurations,
): boolean {
  if (state !== 'open' || reportedSha === null || reportedSha === headSha) return false;
  return sinceReportedMs !== null && sinceReportedMs < noPrRetryWindowMs;
}

/** Forges show most pushes within seconds, and the others need no more than the usual interval. */
function toPushDelay({ sinceReportedMs }: RefreshedRow, { noPrBackoffMs }: SyncDurations): number {
  return Math.min(noPrBackoffMs, Math.max(shortestPushDelayMs, (sinceReportedMs ?? 0) / 2));
}

function findMergeabilityDelay(
  { state, mergeability }: PullRequest,
  { mergeabilityAttempts }: RefreshedRow,
): number | undefined {
  if (state !== 'open' || mergeability !== 'computing') return undefined;
  return mergeabilityDelaysMs[mergeabilityAttempts];
}

/**
 * A push to a branch with a settled pull request usually means that a new one will be opened, a
 * moment later and without a signal. The gap is the same as on a new branch, and so is the window.
 * The forge's clock wrote one instant and the database's the other: only their ages are compared.
 */
function awaitsSuccessor(
  sinceSettledMs: number | undefined,
  { sinceReportedMs }: RefreshedRow,
  { noPrRetryWindowMs }: SyncDurations,
): boolean {
  if (sinceSettledMs === undefined || sinceReportedMs === null) return false;
  if (sinceReportedMs >= noPrRetryWindowMs) return false;
  return sinceSettledMs - sinceReportedMs >= settledPrecisionMs;
}
