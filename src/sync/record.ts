import { nextDue, type SyncDurations } from '../domain/backoff.ts';
import type { Failure } from '../domain/diff-status.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredRow, RecordResult } from '../domain/tracked-branch.ts';
import type { OutcomeStore } from './ports.ts';

/** Writes one outcome and its next due time in one fenced statement (S1, S2, S6). */
export async function record(
  row: AcquiredRow,
  outcome: RefreshOutcome,
  {
    store,
    durations,
    elapsedMs,
    jitter,
    stretch,
  }: {
    store: OutcomeStore;
    durations: SyncDurations;
    /** Since the row was acquired. */
    elapsedMs: number;
    jitter: number;
    /** By how much routine intervals grow, so that the quota outlasts its window. */
    stretch: number;
  },
): Promise<RecordResult> {
  const ages = {
    sinceUpdatedMs: row.sinceUpdatedMs + elapsedMs,
    sinceReportedMs: row.sinceReportedMs === null ? null : row.sinceReportedMs + elapsedMs,
    reportedAt: row.reportedAt,
    mergeabilityAttempts: row.mergeabilityAttempts,
  };
  const diffStatusTtlMs = durations.diffStatusTtlMs * stretch;
  const due = nextDue(outcome, ages, { ...durations, diffStatusTtlMs }, jitter);
  switch (outcome.kind) {
    case 'refreshed':
      return store.recordPullRequest(row, outcome.pullRequest, due);
    case 'no_pull_request':
      return store.recordNoPullRequest(row, due);
    case 'pull_request_gone':
      return store.clearPullRequest(row, due);
    case 'no_token':
      return store.recordFailure(row, { kind: 'no_token', message: outcome.message }, due);
    case 'rate_limited':
      return store.recordFailure(row, toRateLimitFailure(row.forgeId, outcome.until), due);
    case 'budget_spent':
      return store.recordFailure(row, toBudgetFailure(row.forgeId, outcome.until), due);
    case 'failed':
      return store.recordFailure(row, outcome.failure, due);
  }
}

function toBudgetFailure(forgeId: string, until: Date): Failure {
  return {
    kind: 'rate_limited',
    message:
      `What is left of the quota of this token at ${forgeId} is kept for your own tools ` +
      `until ${until.toISOString()}.`,
  };
}

export function toRateLimitFailure(forgeId: string, until: Date): Failure {
  return {
    kind: 'rate_limited',
    message: `${forgeId} allows no more requests with this token until ${until.toISOString()}.`,
  };
}
