import { toStretch } from '../domain/budget.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import { toRepositoryKey } from '../domain/repository-reference.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { groupBy } from '../platform/group-by.ts';
import type { OutcomeStore } from './ports.ts';
import { toRateLimitFailure } from './record.ts';
import {
  type Fetch,
  type ReadyRow,
  type ResolvePorts,
  resolve,
  type SettledRow,
} from './resolve.ts';

export interface RefreshPorts extends ResolvePorts {
  outcomes: OutcomeStore;
}

/**
 * Resolves and fetches rows that one call can answer. Every row that is still ours has one outcome;
 * rows that belong to another forge by now were handed over and have none.
 * Throws only what `signal` aborted with, and what a port threw.
 */
export async function refresh(
  rows: readonly AcquiredRow[],
  { outcomes, budgets, ...ports }: RefreshPorts,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<SettledRow[]> {
  const { fetches, settled, moved, renamed } = await resolve(rows, { ...ports, budgets, now });
  for (const { row, repository } of renamed) await outcomes.assignRepository(row, repository);
  for (const { row, forgeId } of moved) await outcomes.assignForge(row, forgeId);
  const fetched = await Promise.all(
    fetches.map(async (fetch) => {
      const rows = await fetchRows(fetch, outcomes, signal);
      const quotas = budgets.listQuotas(fetch.forge.id, fetch.token.fingerprint);
      const stretch = toStretch(quotas, now);
      return rows.map((row) => ({ ...row, stretch }));
    }),
  );
  return [...settled, ...fetched.flat()];
}

async function fetchRows(
  { forge, token, rows }: Fetch,
  outcomes: OutcomeStore,
  signal: AbortSignal,
): Promise<SettledRow[]> {
  // Two chats on one branch are one question.
  const asked = groupBy(rows, toQuestion);
  const fetched = await forge.fetchStatuses(
    asked.flatMap(([first]) => (first ? [toRequest(first)] : [])),
    { token: token.token, tokenFingerprint: token.fingerprint, signal },
  );
  const until = findLatestPause(fetched);
  if (until) {
    await outcomes.pauseToken({
      forgeId: forge.id,
      tokenFingerprint: token.fingerprint,
      until,
      message: toRateLimitFailure(forge.id, until).message,
      shared: token.shared,
    });
  }
  return asked.flatMap((same, index) =>
    same.map(({ row }) => ({ row, outcome: fetched[index] ?? missingOutcome })),
  );
}

function toRequest({ row, repository }: ReadyRow) {
  return { repository, branch: row.branch, known: toKnown(row) };
}

function toQuestion({ row, repository }: ReadyRow): string {
  return JSON.stringify([toRepositoryKey(repository), row.branch, row.url, row.pullRequestState]);
}

function toKnown({ url, pullRequestState }: AcquiredRow) {
  return url === null || pullRequestState === null ? undefined : { url, state: pullRequestState };
}

function findLatestPause(outcomes: readonly RefreshOutcome[]): Date | undefined {
  const times = outcomes.flatMap((outcome) =>
    outcome.kind === 'rate_limited' ? [outcome.until.getTime()] : [],
  );
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

const missingOutcome: RefreshOutcome = {
  kind: 'failed',
  failure: { kind: 'internal', message: 'The forge adapter left this branch unanswered.' },
};
