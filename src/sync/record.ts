import { nextDue, type SyncDurations } from '../domain/backoff.ts';
import { holdMergeQueueEntry } from '../domain/merge-queue.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredRow, RecordResult } from '../domain/tracked-branch.ts';
import { formatRateLimit, formatSpentBudget } from './call-forge.ts';
import type { OutcomeStore } from './ports.ts';

export interface RecordContext {
  store: OutcomeStore;
  durations: SyncDurations;
  /** Since the row was acquired. */
  elapsedMs: number;
  jitter: number;
  /** The factor by which routine intervals grow, so that the quota outlasts its window. */
  stretch: number;
  /** How often rows are polled, compared to the durations. */
  pollPace: number;
  /** Whether lanes survey the checks of the forge. */
  areChecksSurveyed: boolean;
  /** Of the token that was used; null without one. */
  tokenFingerprint: string | null;
}

/** Writes one outcome and its next due time in one fenced statement (S1, S2, S6). */
export async function record(
  row: AcquiredRow,
  reported: RefreshOutcome,
  context: RecordContext,
): Promise<RecordResult> {
  const { store, durations, elapsedMs, jitter, stretch, pollPace, tokenFingerprint } = context;
  const outcome = toSettled(reported, row);
  const ages = {
    sinceUpdatedMs: row.sinceUpdatedMs + elapsedMs,
    sinceReportedMs: row.sinceReportedMs === null ? null : row.sinceReportedMs + elapsedMs,
    sinceChangedMs: row.sinceChangedMs + elapsedMs,
    reportedSha: row.reportedSha,
    headSha: row.headSha,
    checksState: row.checksState,
    mergeabilityAttempts: row.mergeabilityAttempts,
    areChecksSurveyed: context.areChecksSurveyed,
  };
  const diffStatusTtlMs = durations.diffStatusTtlMs * stretch;
  const due = nextDue(outcome, ages, { ...durations, diffStatusTtlMs }, jitter, pollPace);
  switch (outcome.kind) {
    case 'refreshed': {
      const { pullRequest, repository } = outcome;
      return store.recordPullRequest(row, pullRequest, due, repository, elapsedMs);
    }
    case 'no_pull_request':
      return store.recordNoPullRequest(row, due, outcome.repository);
    case 'pull_request_gone':
      return store.clearPullRequest(row, due, outcome.repository);
    case 'no_token':
      return store.recordFailure(row, { kind: 'no_token', message: outcome.message }, due);
    case 'rate_limited': {
      const message = formatRateLimit(row.forgeId);
      return store.recordFailure(row, { kind: 'rate_limited', message }, due, tokenFingerprint);
    }
    case 'budget_spent': {
      const message = formatSpentBudget(row.forgeId);
      return store.recordFailure(row, { kind: 'rate_limited', message }, due, tokenFingerprint);
    }
    case 'failed':
      return store.recordFailure(row, outcome.failure, due, tokenFingerprint);
  }
}

function toSettled(outcome: RefreshOutcome, row: AcquiredRow): RefreshOutcome {
  if (outcome.kind !== 'refreshed') return outcome;
  return { ...outcome, pullRequest: holdMergeQueueEntry(outcome.pullRequest, row) };
}
