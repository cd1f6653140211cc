import type { AcquiredRow } from '../domain/diff-status.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import type { ForgeDirectory, OutcomeStore, TokenPort } from './ports.ts';
import { toRateLimitFailure } from './record.ts';
import { type Resolution, resolve, type SettledRow } from './resolve.ts';

export interface RefreshPorts {
  forges: ForgeDirectory;
  tokens: TokenPort;
  outcomes: OutcomeStore;
}

/**
 * Resolves and fetches rows of one owner and one forge. Every row that is still ours has one outcome;
 * rows that belong to another forge by now were handed over and have none.
 * Throws only what `signal` aborted with, and what a port threw.
 */
export async function refresh(
  rows: readonly AcquiredRow[],
  { forges, tokens, outcomes }: RefreshPorts,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<SettledRow[]> {
  const { fetch, settled, moved } = await resolve(rows, { forges, tokens, now });
  for (const { row, forgeId } of moved) await outcomes.assignForge(row, forgeId);
  if (!fetch) return settled;
  return [...settled, ...(await fetchRows(fetch, outcomes, signal))];
}

async function fetchRows(
  { forge, token, rows }: NonNullable<Resolution['fetch']>,
  outcomes: OutcomeStore,
  signal: AbortSignal,
): Promise<SettledRow[]> {
  const fetched = await forge.fetchStatuses(
    rows.map(({ row, repository }) => ({ repository, branch: row.branch, known: toKnown(row) })),
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
  return rows.map(({ row }, index) => ({ row, outcome: fetched[index] ?? missingOutcome }));
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
