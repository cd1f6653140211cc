import { type Demand, findBudgetWait, type Quota } from '../domain/budget.ts';
import type { Failure } from '../domain/diff-status.ts';
import {
  type BucketPause,
  findPause,
  restBucket,
  type TokenLookup,
  wholeToken,
} from '../domain/forge-token.ts';
import type { FetchOutcome, RateLimit } from '../domain/refresh-outcome.ts';
import type { Clock } from '../platform/clock.ts';
import { groupBy } from '../platform/group-by.ts';
import type { Logger } from '../platform/logger.ts';
import type { BudgetPort, CallAccess, OutcomeStore, TokenPort } from './ports.ts';
import { TimeLimit } from './time-limit.ts';

/*
 * The one door to a forge (decision 11). Everything that calls a forge with a person's token comes
 * through here: the worker, the repository lanes, the reconciler, and what people request over HTTP.
 */

export interface ForgeCallDeps {
  tokens: TokenPort;
  budgets: BudgetPort;
  store: Pick<OutcomeStore, 'pauseToken'>;
  clock: Clock;
  logger: Logger;
}

/** The forge of a call. */
export interface CalledForge {
  readonly id: string;
  /** The quotas that can serve a refresh; any one of them suffices. */
  readonly statusBuckets: readonly string[];
}

/** The right to call one forge with one token; only `requestAccess` grants it. */
export interface ForgeAccess {
  kind: 'granted';
  forge: CalledForge;
  token: Extract<TokenLookup, { kind: 'token' }>;
  /**
   * The quotas that the call must leave alone, with the milliseconds until they are refilled: they are
   * paused, or down to the reserve.
   */
  closedBuckets: ReadonlyMap<string, number>;
}

/** Why a forge is not called at all. */
export type AccessRefusal =
  | { kind: 'no_token'; message: string }
  | { kind: 'paused'; retryInMs: number; until: Date; tokenFingerprint: string }
  | { kind: 'over_budget'; retryInMs: number; tokenFingerprint: string };

/** Why a call has no result. */
export type CallFailure =
  | ({ kind: 'rate_limited' } & RateLimit)
  | { kind: 'failed'; failure: Failure }
  | { kind: 'timed_out'; message: string }
  | { kind: 'stopping' };

export type CallOutcome<Result> = { kind: 'answered'; result: Result } | CallFailure;

/** What adapters return instead of a result. */
type NoResult = Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface ForgeCall<Result> {
  send: (access: CallAccess) => Promise<Result | NoResult>;
  /** For batches, where some results may be rate limited and others not. */
  findLimits?: (result: Result) => readonly RateLimit[];
  /** How long the call may work. */
  timeoutMs: number;
  /** How long it may take together with waiting for its turn; by default, it waits three times as long. */
  longestMs?: number;
  /** S8: aborts when the caller stops. */
  signal: AbortSignal;
}

export interface AccessRequest {
  forge: CalledForge;
  ownerId: string;
  demand: Demand;
  /** The quotas that can serve the call; by default that of the REST API. */
  buckets?: readonly string[];
}

/** Finds the owner's token and checks its pause and its budget, then calls the forge with it. */
export async function callForge<Result extends object>(
  { forge, ownerId, demand, ...call }: Omit<AccessRequest, 'buckets'> & ForgeCall<Result>,
  deps: ForgeCallDeps,
): Promise<CallOutcome<Result> | AccessRefusal> {
  const access = await requestAccess({ forge, ownerId, demand }, deps);
  return access.kind === 'granted' ? callWithAccess(access, call, deps) : access;
}

/** The first half of `callForge`, for callers that share one call between several rows or requests. */
export async function requestAccess(
  { forge, ownerId, demand, buckets = [restBucket] }: AccessRequest,
  { tokens, budgets }: Pick<ForgeCallDeps, 'tokens' | 'budgets'>,
): Promise<ForgeAccess | AccessRefusal> {
  const token = await tokens.findToken(ownerId, forge.id);
  if (token.kind === 'no_token') return token;
  // S5: a paused token is not used, whatever the demand.
  const pause = findPause(token.pauses, buckets);
  const { fingerprint: tokenFingerprint } = token;
  if (pause) {
    const { endsInMs: retryInMs, until } = pause;
    return { kind: 'paused', retryInMs, until, tokenFingerprint };
  }
  const quotas = budgets.listQuotas(forge.id, tokenFingerprint);
  const closedBuckets = new Map<string, number>();
  for (const bucket of buckets) {
    const waitMs = findWait(bucket, { pauses: token.pauses, quotas, demand });
    if (waitMs !== undefined) closedBuckets.set(bucket, waitMs);
  }
  if (closedBuckets.size < buckets.length) return { kind: 'granted', forge, token, closedBuckets };
  const retryInMs = Math.min(...closedBuckets.values());
  return { kind: 'over_budget', retryInMs, tokenFingerprint };
}

/** How long one quota must be left alone; undefined when it can serve the call now. */
function findWait(
  bucket: string,
  state: { pauses: readonly BucketPause[]; quotas: readonly Quota[]; demand: Demand },
): number | undefined {
  const pause = findPause(state.pauses, [bucket]);
  if (pause) return pause.endsInMs;
  const quota = state.quotas.find((known) => known.bucket === bucket);
  return quota && findBudgetWait(quota, state.demand);
}

/**
 * The second half of `callForge`: calls within the time limit and records the pause that a response
 * requests. Throws only what `send` threw for another reason than its signal.
 */
export async function callWithAccess<Result extends object>(
  access: ForgeAccess,
  { send, findLimits, timeoutMs, longestMs = 4 * timeoutMs, signal }: ForgeCall<Result>,
  deps: ForgeCallDeps,
): Promise<CallOutcome<Result>> {
  if (signal.aborted) return { kind: 'stopping' };
  const { token, fingerprint: tokenFingerprint } = access.token;
  const closedBuckets = new Map(access.closedBuckets);
  const limits: RateLimit[] = [];
  const call = new AbortController();
  const abort = () => call.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  using limit = new TimeLimit({ clock: deps.clock, timeoutMs, longestMs, onEnd: abort });
  try {
    const { signal: sent } = call;
    const result = await send({
      token,
      tokenFingerprint,
      signal: sent,
      closedBuckets,
      waitForTurn: (turn) => limit.suspendWhile(turn),
    });
    if (isRefused(result)) deps.tokens.reportRefused?.(access.forge.id, token);
    if (isNoResult(result)) {
      if (result.kind === 'rate_limited') limits.push(result);
      return result;
    }
    limits.push(...(findLimits?.(result) ?? []));
    return { kind: 'answered', result };
  } catch (error) {
    if (signal.aborted) return { kind: 'stopping' };
    if (call.signal.aborted)
      return { kind: 'timed_out', message: formatTimeout(access.forge.id, timeoutMs) };
    throw error;
  } finally {
    limits.push(...listUsedUp(closedBuckets, access));
    await recordPauses(access, limits, deps);
    signal.removeEventListener('abort', abort);
  }
}

/** Whether the forge rejected the token: the whole call, or one of its results. */
function isRefused(result: object): boolean {
  const results: readonly object[] = Array.isArray(result) ? result : [result];
  return results.some(
    (one) => isNoResult(one) && one.kind === 'failed' && one.failure.kind === 'unauthorized',
  );
}

function isNoResult(result: object): result is NoResult {
  return 'kind' in result && (result.kind === 'rate_limited' || result.kind === 'failed');
}

/** The quotas that turned out to be used up, also where another one served the call instead. */
function listUsedUp(
  closedBuckets: ReadonlyMap<string, number>,
  { closedBuckets: before }: ForgeAccess,
): RateLimit[] {
  return [...closedBuckets].flatMap(([bucket, retryInMs]) =>
    before.has(bucket) ? [] : [{ retryInMs, ...(bucket !== wholeToken && { bucket }) }],
  );
}

/** S5: a pause holds for every caller on every replica. The longest one of each bucket counts. */
async function recordPauses(
  { forge, token: { fingerprint: tokenFingerprint, shared } }: ForgeAccess,
  limits: readonly RateLimit[],
  { store, logger }: ForgeCallDeps,
): Promise<void> {
  const { id: forgeId, statusBuckets } = forge;
  const message = formatRateLimit(forgeId);
  for (const ofBucket of groupBy(limits, ({ bucket }) => bucket ?? wholeToken)) {
    const bucket = ofBucket[0]?.bucket ?? null;
    const retryInMs = Math.max(...ofBucket.map((limit) => limit.retryInMs));
    const endsOnSecond = ofBucket.some((limit) => limit.endsOnSecond);
    const limit = { retryInMs, endsOnSecond, bucket, statusBuckets };
    const pause = { forgeId, tokenFingerprint, ...limit, message, shared };
    await store
      .pauseToken(pause)
      .catch((error: unknown) => logger.error({ error, forgeId }, 'failed to store a token pause'));
  }
}

/** Without the time when it ends, which is stored beside it as an instant of the database. */
export function formatRateLimit(forgeId: string): string {
  return `${forgeId} allows no more requests with this token for a while.`;
}

export function formatSpentBudget(forgeId: string): string {
  return `The rest of this token's quota at ${forgeId} is reserved for your own tools.`;
}

function formatTimeout(forgeId: string, timeoutMs: number): string {
  return `${forgeId} did not respond within ${Math.round(timeoutMs / 1000)} s.`;
}
