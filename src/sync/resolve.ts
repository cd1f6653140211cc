import { findBudgetEnd, type Quota } from '../domain/budget.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import { parseRemoteOrigin } from '../domain/remote-origin.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { groupBy } from '../platform/group-by.ts';
import type { BudgetPort, ForgeDirectory, ForgePort, TokenPort } from './ports.ts';

export interface ResolvePorts {
  forges: ForgeDirectory;
  tokens: TokenPort;
  budgets: BudgetPort;
}

export interface ReadyRow {
  row: AcquiredRow;
  repository: RepositoryReference;
}

export interface SettledRow {
  row: AcquiredRow;
  outcome: RefreshOutcome;
  /** By how much routine intervals of the token grow; 1 where nothing is known. */
  stretch?: number;
}

/** Rows that one call with one token can answer. */
export interface Fetch {
  forge: ForgePort;
  token: Extract<TokenLookup, { kind: 'token' }>;
  rows: ReadyRow[];
}

/** What has to happen with acquired rows before or instead of asking their forge. */
export interface Resolution {
  fetches: Fetch[];
  /** Rows whose outcome is known without a call. */
  settled: SettledRow[];
  /** Rows whose origin is another forge's since the configuration changed. */
  moved: { row: AcquiredRow; forgeId: string }[];
  /** Rows whose repository was never noted, or changed its name with the configuration. */
  renamed: { row: AcquiredRow; repository: string }[];
}

/** Finds forge, repository and token: once for all rows of one (owner, forge). */
export async function resolve(
  rows: readonly AcquiredRow[],
  { forges, tokens, budgets, now }: ResolvePorts & { now: number },
): Promise<Resolution> {
  const resolution: Resolution = { fetches: [], settled: [], moved: [], renamed: [] };
  const ready = listReady(rows, forges, resolution);
  for (const ofOwner of groupBy(ready, ({ row }) => `${row.forgeId} ${row.ownerId}`)) {
    const [first] = ofOwner;
    const forge = first && forges.findForge(first.row.forgeId);
    if (!first || !forge) continue;
    const token = await tokens.findToken(first.row.ownerId, forge.id);
    const outcome = findOutcomeWithoutCall(token, now);
    if (outcome) resolution.settled.push(...ofOwner.map(({ row }) => ({ row, outcome })));
    else if (token.kind === 'token') {
      const quotas = budgets.listQuotas(forge.id, token.fingerprint);
      const affordable = listAffordable(ofOwner, quotas, now, resolution.settled);
      if (affordable.length > 0)
        addToFetches(resolution.fetches, { forge, token, rows: affordable });
    }
  }
  return resolution;
}

/** The rows that the quotas have room for; the others are settled: the rest is the person's own. */
function listAffordable(
  rows: readonly ReadyRow[],
  quotas: readonly Quota[],
  now: number,
  settled: SettledRow[],
): ReadyRow[] {
  return rows.filter(({ row }) => {
    const until = findBudgetEnd(quotas, row.routine ? 'routine' : 'asked', now);
    if (until) settled.push({ row, outcome: { kind: 'budget_spent', until } });
    return !until;
  });
}

function listReady(
  rows: readonly AcquiredRow[],
  forges: ForgeDirectory,
  resolution: Resolution,
): ReadyRow[] {
  return rows.flatMap((row) => {
    const forge = forges.findForgeByOrigin(row.remoteOrigin);
    const repository = forge?.parseRemoteOrigin(row.remoteOrigin);
    if (!forge || !repository) {
      resolution.settled.push({ row, outcome: toNoForge(row) });
      return [];
    }
    const key = toRepositoryKey(repository);
    if (row.repository !== key) resolution.renamed.push({ row, repository: key });
    if (forge.id === row.forgeId) return [{ row, repository }];
    resolution.moved.push({ row, forgeId: forge.id });
    return [];
  });
}

/** S12: only rows of owners who use the very same token share a call. */
function addToFetches(fetches: Fetch[], added: Fetch): void {
  const same = fetches.find(
    ({ forge, token }) => forge.id === added.forge.id && token.token === added.token.token,
  );
  if (same) same.rows.push(...added.rows);
  else fetches.push(added);
}

/** S5: a paused token is not used, whoever signals. */
function findOutcomeWithoutCall(token: TokenLookup, now: number): RefreshOutcome | undefined {
  if (token.kind === 'no_token') return token;
  if (token.pausedUntil === null || token.pausedUntil.getTime() <= now) return undefined;
  return { kind: 'rate_limited', until: token.pausedUntil };
}

function toNoForge(row: AcquiredRow): RefreshOutcome {
  const host = parseRemoteOrigin(row.remoteOrigin)?.host;
  const message = host
    ? `No configured forge serves ${host}. Add it to AFTERPUSH_FORGES.`
    : 'The remote origin names no forge. Push to a remote with an https or ssh address.';
  return { kind: 'failed', failure: { kind: 'no_forge', message } };
}
