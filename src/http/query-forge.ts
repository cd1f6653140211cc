import type { FailureKind } from '../domain/diff-status.ts';
import { type RepositoryReference, toCurrentRepository } from '../domain/repository-reference.ts';
import type { Access, Forge } from '../forge/forge.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { DiffStatusRow } from '../store/rows.ts';
import {
  type AccessRefusal,
  type CallFailure,
  callForge,
  callWithAccess,
  type ForgeCall,
  type ForgeCallDeps,
  formatSpentBudget,
  requestAccess,
} from '../sync/call-forge.ts';
import {
  type BranchRequest,
  readSelectedRow,
  type SelectedRow,
  type SelectedRowDeps,
} from './selected-row.ts';
import { HttpProblem, toStopping } from './server/problem-response.ts';
import { toLinkUrl } from './views/urls.ts';

/** What a request to one forge needs. */
export interface RequestForgeDeps extends ForgeCallDeps {
  getPublicUrl: () => string;
  stopping: AbortSignal;
}

export interface QueryForgeDeps extends RequestForgeDeps {
  forges: Pick<ForgeRegistry, 'findForge' | 'findForgeByOrigin'>;
  flights: SingleFlight<unknown>;
}

export interface QueryBranchDeps extends QueryForgeDeps {
  reader: SelectedRowDeps['reader'];
  store: QueryForgeDeps['store'] & SelectedRowDeps['store'];
}

/** The tracked branch that a query is about. */
export interface BranchReference {
  repository: RepositoryReference;
  branch: string;
  pullRequestUrl: string | undefined;
  headSha: string | null;
  baseBranch: string | null;
}

export interface ForgeQuery<Result> {
  /** Distinguishes queries about the same branch. */
  name: string;
  timeoutMs?: number;
  send: (
    forge: Forge,
    reference: BranchReference,
    access: Access,
  ) => ReturnType<ForgeCall<Result>['send']>;
}

/** The problems of a route that queries a forge about a branch. */
export const queryProblems = { problems: [404, 409, 429, 502, 504] };

const timeoutMs = 30_000;

/** Queries the forge about the tracked branch that a request selects. */
export async function queryBranch<Result extends object>(
  request: BranchRequest,
  query: ForgeQuery<Result>,
  deps: QueryBranchDeps,
): Promise<SelectedRow & { forge: Forge; result: Result }> {
  const selected = await readSelectedRow(request, deps);
  // S12: with the token of the chat's owner, whose chat only they can read.
  return { ...selected, ...(await queryForge(selected.ownerId, selected.row, query, deps)) };
}

/**
 * Queries the forge about a branch with its owner's token. Identical concurrent queries are
 * coalesced. Throws a problem when there is no result.
 */
export async function queryForge<Result extends object>(
  ownerId: string,
  row: DiffStatusRow,
  { name, send, timeoutMs: longMs = timeoutMs }: ForgeQuery<Result>,
  deps: QueryForgeDeps,
): Promise<{ forge: Forge; result: Result }> {
  const { forge, reference } = getReference(row, deps.forges);
  const access = await requestAccess({ forge, ownerId, demand: 'requested' }, deps);
  if (access.kind !== 'granted') throw toProblem(access, forge, deps);
  const { fingerprint } = access.token;
  const key = JSON.stringify([name, ownerId, forge.id, fingerprint, reference]);
  const call = { send: (own: Access) => send(forge, reference, own), timeoutMs: longMs };
  const callOnce = () => callWithAccess(access, { ...call, signal: deps.stopping }, deps);
  const outcome = (await deps.flights(key, callOnce)) as Awaited<ReturnType<typeof callOnce>>;
  if (outcome.kind !== 'answered') throw toProblem(outcome, forge, deps);
  return { forge, result: outcome.result };
}

/** Sends one request to a forge with a user's token. Throws a problem when there is no result. */
export async function requestForge<Result extends object>(
  ownerId: string,
  forge: Forge,
  send: ForgeCall<Result>['send'],
  deps: RequestForgeDeps,
): Promise<Result> {
  const outcome = await callForge(
    { forge, ownerId, demand: 'requested', send, timeoutMs, signal: deps.stopping },
    deps,
  );
  if (outcome.kind !== 'answered') throw toProblem(outcome, forge, deps);
  return outcome.result;
}

function toProblem(
  outcome: AccessRefusal | CallFailure,
  forge: Forge,
  { getPublicUrl, clock }: Pick<RequestForgeDeps, 'getPublicUrl' | 'clock'>,
): HttpProblem {
  switch (outcome.kind) {
    case 'no_token': {
      const link_url = toLinkUrl(getPublicUrl(), forge);
      return new HttpProblem(409, `${outcome.message} ${link_url}`, { members: { link_url } });
    }
    case 'paused':
    case 'rate_limited': {
      // A stored pause ends by the clock of the database, as the other routes say.
      const paused_until =
        outcome.kind === 'paused'
          ? outcome.until.toISOString()
          : toInstant(outcome.retryInMs, clock);
      const detail = `${forge.id} allows no more requests with this token: paused until ${paused_until}.`;
      return toRetryLater(detail, outcome.retryInMs, { paused_until });
    }
    case 'over_budget': {
      const quota_resets_at = toInstant(outcome.retryInMs, clock);
      const detail = `${formatSpentBudget(forge.id)} It is refilled at ${quota_resets_at}.`;
      return toRetryLater(detail, outcome.retryInMs, { quota_resets_at });
    }
    case 'failed':
      return new HttpProblem(toStatus(outcome.failure.kind), outcome.failure.message);
    case 'timed_out':
      return new HttpProblem(504, `${outcome.message} Try again.`);
    case 'stopping':
      return toStopping();
  }
}

function toInstant(inMs: number, clock: Clock): string {
  return new Date(clock.now() + inMs).toISOString();
}

function toRetryLater(
  detail: string,
  retryInMs: number,
  members: Record<string, string>,
): HttpProblem {
  const seconds = Math.max(1, Math.ceil(retryInMs / 1000));
  const headers = { 'retry-after': String(seconds) };
  return new HttpProblem(429, detail, { headers, members });
}

/** A 404 of the forge is not a failure of the forge: trying again does not help. */
function toStatus(kind: FailureKind): number {
  if (kind === 'not_found') return 404;
  return kind === 'timed_out' ? 504 : 502;
}

function getReference(row: DiffStatusRow, forges: QueryForgeDeps['forges']) {
  const origin = row.git_remote_origin;
  const forge = forges.findForge(row.forge_id) ?? forges.findForgeByOrigin(origin);
  const inOrigin = forge?.parseRemoteOrigin(origin);
  if (!forge || !inOrigin) {
    const detail = `No configured forge serves ${origin}. Add it to AFTERPUSH_FORGES.`;
    throw new HttpProblem(404, detail);
  }
  const repository = toCurrentRepository(inOrigin, { ...row, repositoryId: row.repository_id });
  const { git_branch: branch, head_sha: headSha, base_branch: baseBranch } = row;
  const pullRequestUrl = row.url ?? undefined;
  const reference: BranchReference = { repository, branch, pullRequestUrl, headSha, baseBranch };
  return { forge, reference };
}

/** Runs one piece of work per key at a time; concurrent callers share its result. */
export function createSingleFlight<Result>() {
  const running = new Map<string, Promise<Result>>();
  return (key: string, work: () => Promise<Result>): Promise<Result> => {
    const earlier = running.get(key);
    if (earlier) return earlier;
    const started = work().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}

export type SingleFlight<Result> = ReturnType<typeof createSingleFlight<Result>>;
