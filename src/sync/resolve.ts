import type { Demand } from '../domain/budget.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import { parseRemoteOrigin } from '../domain/remote-origin.ts';
import {
  type RepositoryReference,
  toCurrentRepository,
  toRepositoryKey,
} from '../domain/repository-reference.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { groupBy } from '../platform/group-by.ts';
import {
  type AccessRefusal,
  type ForgeAccess,
  type ForgeCallDeps,
  requestAccess,
} from './call-forge.ts';
import type { ForgeDirectory, ForgePort } from './ports.ts';

export interface ResolveDeps extends Pick<ForgeCallDeps, 'tokens' | 'budgets'> {
  forges: ForgeDirectory;
}

export interface ResolvedRow {
  row: AcquiredRow;
  repository: RepositoryReference;
}

export interface RowOutcome {
  row: AcquiredRow;
  outcome: RefreshOutcome;
  /** Of the token that was used, or that may not be used now. */
  tokenFingerprint?: string | null;
  /** The factor by which routine intervals of the token grow; 1 while its quotas are unknown. */
  stretch?: number;
  /** Whether lanes survey the checks of its forge. */
  areChecksSurveyed?: boolean;
}

/** Rows that one call with one token can refresh. */
export interface Fetch {
  forge: ForgePort;
  access: ForgeAccess;
  rows: ResolvedRow[];
}

/** What to do with acquired rows before or instead of calling their forge. */
export interface Resolution {
  fetches: Fetch[];
  /** Rows whose outcome is known without a call. */
  outcomes: RowOutcome[];
  /** Rows whose origin another forge serves since the configuration changed. */
  moved: { row: AcquiredRow; forgeId: string }[];
  /** Rows whose repository was never stored, or has another name since the configuration changed. */
  renamed: { row: AcquiredRow; repository: string }[];
}

/** Finds the forge and repository of each row, and the access that its owner's token gives. */
export async function resolve(
  rows: readonly AcquiredRow[],
  deps: ResolveDeps,
): Promise<Resolution> {
  const resolution: Resolution = { fetches: [], outcomes: [], moved: [], renamed: [] };
  const resolved = resolveRepositories(rows, deps.forges, resolution);
  for (const group of groupBy(resolved, toAccessKey)) {
    const [first] = group;
    const forge = first && deps.forges.findForge(first.row.forgeId);
    if (!first || !forge) continue;
    const { ownerId } = first.row;
    const access = await requestAccess(
      { forge, ownerId, demand: toDemand(first.row), buckets: forge.statusBuckets },
      deps,
    );
    if (access.kind === 'granted') addFetch(resolution.fetches, { forge, access, rows: group });
    else {
      const outcome = toRefusalOutcome(access);
      const tokenFingerprint = access.kind === 'no_token' ? null : access.tokenFingerprint;
      resolution.outcomes.push(...group.map(({ row }) => ({ row, outcome, tokenFingerprint })));
    }
  }
  return resolution;
}

function resolveRepositories(
  rows: readonly AcquiredRow[],
  forges: ForgeDirectory,
  resolution: Resolution,
): ResolvedRow[] {
  return rows.flatMap((row) => {
    const forge = forges.findForgeByOrigin(row.remoteOrigin);
    const repository = forge?.parseRemoteOrigin(row.remoteOrigin);
    if (!forge || !repository) {
      resolution.outcomes.push({ row, outcome: toNoForge(row) });
      return [];
    }
    const key = toRepositoryKey(repository);
    if (forge.id === row.forgeId) {
      if (row.repositoryId !== null) {
        return [{ row, repository: toCurrentRepository(repository, row) }];
      }
      if (row.repository !== key) resolution.renamed.push({ row, repository: key });
      return [{ row, repository }];
    }
    if (row.repository !== key) resolution.renamed.push({ row, repository: key });
    resolution.moved.push({ row, forgeId: forge.id });
    return [];
  });
}

/** A budget may have room for the requested rows of an owner and none for the routine ones. */
function toAccessKey({ row }: ResolvedRow): string {
  return `${row.forgeId} ${row.ownerId} ${toDemand(row)}`;
}

function toDemand({ routine }: AcquiredRow): Demand {
  return routine ? 'routine' : 'requested';
}

/** S12: only rows of owners who use the very same token share a call. */
function addFetch(fetches: Fetch[], added: Fetch): void {
  const same = fetches.find(
    ({ forge, access }) =>
      forge.id === added.forge.id && access.token.token === added.access.token.token,
  );
  if (same) same.rows.push(...added.rows);
  else fetches.push(added);
}

function toRefusalOutcome(refusal: AccessRefusal): RefreshOutcome {
  switch (refusal.kind) {
    case 'no_token':
      return refusal;
    case 'paused':
      return { kind: 'rate_limited', retryInMs: refusal.retryInMs };
    case 'over_budget':
      return { kind: 'budget_spent', retryInMs: refusal.retryInMs };
  }
}

function toNoForge(row: AcquiredRow): RefreshOutcome {
  const host = parseRemoteOrigin(row.remoteOrigin)?.host;
  const message = host
    ? `No configured forge serves ${host}. Add it to AFTERPUSH_FORGES.`
    : 'The remote origin names no forge. Push to a remote with an https or ssh address.';
  return { kind: 'failed', failure: { kind: 'no_forge', message } };
}
