import { type Demand, findBudgetEnd } from '../domain/budget.ts';
import type { Failure } from '../domain/diff-status.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { BudgetPort, OutcomeStore, TokenPort } from './ports.ts';

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

/** The right to call one forge with one token; only `requestAccess` grants it. */
export interface ForgeAccess {
  kind: 'granted';
  forgeId: string;
  token: Extract<TokenLookup, { kind: 'token' }>;
}

/** Why a forge is not called at all. */
export type AccessRefusal =
  | { kind: 'no_token'; message: string }
  | { kind: 'paused'; until: Date }
  | { kind: 'over_budget'; until: Date };

/** Why a call has no result. */
export type CallFailure =
  | { kind: 'rate_limited'; until: Date }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'timed_out'; message: string }
  | { kind: 'stopping' };

export type CallOutcome<Result> = { kind: 'answered'; result: Result } | CallFailure;

/** What adapters return instead of a result. */
type NoResult = Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface ForgeCall<Result> {
  send: (access: {
    token: string;
    tokenFingerprint: string;
    signal: AbortSignal;
  }) => Promise<Result | NoResult>;
  /** For batches, where some results may be rate limited and others not. */
  findPause?: (result: Result) => Date | undefined;
  timeoutMs: number;
  /** S8: aborts when the caller stops. */
  signal: AbortSignal;
}

export interface AccessRequest {
  forgeId: string;
  ownerId: string;
  demand: Demand;
}

/** Finds the owner's token and checks its pause and its budget, then calls the forge with it. */
export async function callForge<Result extends object>(
  { forgeId, ownerId, demand, ...call }: AccessRequest & ForgeCall<Result>,
  deps: ForgeCallDeps,
): Promise<CallOutcome<Result> | AccessRefusal> {
  const access = await requestAccess({ forgeId, ownerId, demand }, deps);
  return access.kind === 'granted' ? callWithAccess(access, call, deps) : access;
}

/** The first half of `callForge`, for callers that share one call between several rows or requests. */
export async function requestAccess(
  { forgeId, ownerId, demand }: AccessRequest,
  { tokens, budgets, clock }: Pick<ForgeCallDeps, 'tokens' | 'budgets' | 'clock'>,
): Promise<ForgeAccess | AccessRefusal> {
  const token = await tokens.findToken(ownerId, forgeId);
  if (token.kind === 'no_token') return token;
  const { pausedUntil, fingerprint } = token;
  const now = clock.now();
  // S5: a paused token is not used, whatever the demand.
  if (pausedUntil && pausedUntil.getTime() > now) return { kind: 'paused', until: pausedUntil };
  const until = findBudgetEnd(budgets.listQuotas(forgeId, fingerprint), demand, now);
  return until ? { kind: 'over_budget', until } : { kind: 'granted', forgeId, token };
}

/**
 * The second half of `callForge`: calls within the time limit and records the pause that a response
 * requests. Throws only what `send` threw for another reason than its signal.
 */
export async function callWithAccess<Result extends object>(
  access: ForgeAccess,
  { send, findPause, timeoutMs, signal }: ForgeCall<Result>,
  deps: ForgeCallDeps,
): Promise<CallOutcome<Result>> {
  if (signal.aborted) return { kind: 'stopping' };
  const { forgeId } = access;
  const { token, fingerprint: tokenFingerprint } = access.token;
  const call = new AbortController();
  const ended = new AbortController();
  const abort = () => call.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  void deps.clock.sleep(timeoutMs, ended.signal).then(abort);
  try {
    const result = await send({ token, tokenFingerprint, signal: call.signal });
    if (!isNoResult(result)) {
      await recordPause(access, findPause?.(result), deps);
      return { kind: 'answered', result };
    }
    if (result.kind === 'rate_limited') await recordPause(access, result.until, deps);
    return result;
  } catch (error) {
    if (signal.aborted) return { kind: 'stopping' };
    if (call.signal.aborted)
      return { kind: 'timed_out', message: formatTimeout(forgeId, timeoutMs) };
    throw error;
  } finally {
    ended.abort();
    signal.removeEventListener('abort', abort);
  }
}

function isNoResult(result: object): result is NoResult {
  return 'kind' in result && (result.kind === 'rate_limited' || result.kind === 'failed');
}

/** S5: the pause holds for every caller on every replica. */
async function recordPause(
  { forgeId, token: { fingerprint: tokenFingerprint, shared } }: ForgeAccess,
  until: Date | undefined,
  { store, logger }: ForgeCallDeps,
): Promise<void> {
  if (!until) return;
  const message = formatRateLimit(forgeId, until);
  await store
    .pauseToken({ forgeId, tokenFingerprint, until, message, shared })
    .catch((error: unknown) => logger.error({ error, forgeId }, 'failed to store a token pause'));
}

export function formatRateLimit(forgeId: string, until: Date): string {
  return `${forgeId} allows no more requests with this token until ${until.toISOString()}.`;
}

export function formatSpentBudget(forgeId: string, until: Date): string {
  return (
    `The rest of this token's quota at ${forgeId} is reserved for your own tools ` +
    `until ${until.toISOString()}.`
  );
}

function formatTimeout(forgeId: string, timeoutMs: number): string {
  return `${forgeId} did not respond within ${Math.round(timeoutMs / 1000)} s.`;
}
