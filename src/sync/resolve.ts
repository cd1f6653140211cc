import type { AcquiredRow } from '../domain/diff-status.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import { parseRemoteOrigin } from '../domain/remote-origin.ts';
import type { ForgeDirectory, ForgePort, Repository, TokenLookup, TokenPort } from './ports.ts';

export interface ReadyRow {
  row: AcquiredRow;
  repository: Repository;
}

export interface SettledRow {
  row: AcquiredRow;
  outcome: RefreshOutcome;
}

/** What has to happen with rows of one owner and one forge before or instead of asking it. */
export interface Resolution {
  /** Undefined when no row is ready to be fetched. */
  fetch:
    | { forge: ForgePort; token: Extract<TokenLookup, { kind: 'token' }>; rows: ReadyRow[] }
    | undefined;
  /** Rows whose outcome is known without a call. */
  settled: SettledRow[];
  /** Rows whose origin is another forge's since the configuration changed. */
  moved: { row: AcquiredRow; forgeId: string }[];
}

/** Finds forge, repository and token: once for all rows of one (owner, forge). */
export async function resolve(
  rows: readonly AcquiredRow[],
  { forges, tokens, now }: { forges: ForgeDirectory; tokens: TokenPort; now: number },
): Promise<Resolution> {
  const resolution: Resolution = { fetch: undefined, settled: [], moved: [] };
  const ready: ReadyRow[] = [];
  for (const row of rows) {
    const forge = forges.findForgeByOrigin(row.remoteOrigin);
    const repository = forge?.parseRemoteOrigin(row.remoteOrigin);
    if (!forge || !repository) resolution.settled.push({ row, outcome: toNoForge(row) });
    else if (forge.id !== row.forgeId) resolution.moved.push({ row, forgeId: forge.id });
    else ready.push({ row, repository });
  }
  const [first] = ready;
  const forge = first && forges.findForge(first.row.forgeId);
  if (!first || !forge) return resolution;
  const token = await tokens.findToken(first.row.ownerId, forge.id);
  const outcome = findOutcomeWithoutCall(token, now);
  if (outcome) resolution.settled.push(...ready.map(({ row }) => ({ row, outcome })));
  else if (token.kind === 'token') resolution.fetch = { forge, token, rows: ready };
  return resolution;
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
