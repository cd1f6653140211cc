import { toStretch } from '../domain/budget.ts';
import type { FetchOutcome, RateLimit, RefreshOutcome } from '../domain/refresh-outcome.ts';
import { toRepositoryKey } from '../domain/repository-reference.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { groupBy } from '../platform/group-by.ts';
import { type CallOutcome, callWithAccess, type ForgeCallDeps } from './call-forge.ts';
import type { OutcomeStore } from './ports.ts';
import {
  type Fetch,
  type ResolveDeps,
  type ResolvedRow,
  type RowOutcome,
  resolve,
} from './resolve.ts';

export interface RefreshDeps extends ResolveDeps, Pick<ForgeCallDeps, 'clock' | 'logger'> {
  outcomes: OutcomeStore;
}

export interface RefreshLimits {
  timeoutMs: number;
  longestMs: number;
  /** Aborts when the process stops. */
  signal: AbortSignal;
}

/**
 * Resolves and fetches rows that one call can refresh. Every row that still belongs to its forge gets
 * one outcome, reported as soon as it is known; rows that moved to another forge are handed over and
 * get none. Throws only what a port threw.
 */
export async function refresh(
  rows: readonly AcquiredRow[],
  deps: RefreshDeps,
  limits: RefreshLimits,
  report: (outcome: RowOutcome) => void,
): Promise<'done' | 'stopping'> {
  const { fetches, outcomes, moved, renamed } = await resolve(rows, deps);
  for (const { row, repository } of renamed) await deps.outcomes.assignRepository(row, repository);
  for (const { row, forgeId } of moved) await deps.outcomes.assignForge(row, forgeId);
  for (const outcome of outcomes) report(outcome);
  const fetched = fetches.map((fetch) => fetchRows(fetch, deps, limits, report));
  return (await Promise.all(fetched)).includes('stopping') ? 'stopping' : 'done';
}

async function fetchRows(
  { forge, access, rows }: Fetch,
  deps: RefreshDeps,
  limits: RefreshLimits,
  report: (outcome: RowOutcome) => void,
): Promise<'done' | 'stopping'> {
  // Two chats on one branch share one request.
  const groups = groupBy(rows, toRequestKey);
  const requests = groups.flatMap((group) => {
    const one = group.find(({ row }) => row.signalled) ?? group[0];
    return one ? [toRequest(one)] : [];
  });
  const { fingerprint: tokenFingerprint } = access.token;
  const reported = new Set<number>();
  const reportGroup = (index: number, outcome: RefreshOutcome) => {
    if (reported.has(index)) return;
    reported.add(index);
    const stretch = toStretch(deps.budgets.listQuotas(forge.id, tokenFingerprint));
    const areChecksSurveyed = forge.surveyChecks !== undefined;
    for (const { row } of groups[index] ?? []) {
      report({ row, outcome, stretch, tokenFingerprint, areChecksSurveyed });
    }
  };
  const called = await callWithAccess(
    access,
    {
      send: (own) => forge.fetchStatuses(requests, own, reportGroup),
      findLimits: listLimits,
      ...limits,
    },
    { ...deps, store: deps.outcomes },
  );
  if (called.kind === 'stopping') return 'stopping';
  for (const index of groups.keys()) reportGroup(index, toRefreshOutcome(called, index));
  return 'done';
}

function toRefreshOutcome(
  called: Exclude<CallOutcome<FetchOutcome[]>, { kind: 'stopping' }>,
  index: number,
): RefreshOutcome {
  switch (called.kind) {
    case 'answered':
      return called.result[index] ?? missingOutcome;
    case 'rate_limited':
    case 'failed':
      return called;
    case 'timed_out':
      return { kind: 'failed', failure: { kind: 'timed_out', message: called.message } };
  }
}

const missingOutcome: RefreshOutcome = {
  kind: 'failed',
  failure: { kind: 'internal', message: 'The forge adapter returned no outcome for this branch.' },
};

function toRequest({ row, repository }: ResolvedRow) {
  const { branch, signalled, inMergeQueue } = row;
  // A pull request may leave its queue without any other change.
  const readsAll = signalled || inMergeQueue === true;
  const repositoryId = row.repositoryId ?? undefined;
  return { repository, repositoryId, branch, known: toKnownPullRequest(row), readsAll };
}

function toRequestKey({ row, repository }: ResolvedRow): string {
  const { repositoryId, branch, url, pullRequestState } = row;
  return JSON.stringify([toRepositoryKey(repository), repositoryId, branch, url, pullRequestState]);
}

function toKnownPullRequest({ url, pullRequestState }: AcquiredRow) {
  return url === null || pullRequestState === null ? undefined : { url, state: pullRequestState };
}

function listLimits(outcomes: readonly FetchOutcome[]): RateLimit[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'rate_limited' ? [outcome] : []));
}
