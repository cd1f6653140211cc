import type { Quota } from '../../domain/budget.ts';
import { restBucket } from '../../domain/forge-token.ts';
import type { RateLimit } from '../../domain/refresh-outcome.ts';

const minMs = 60_000;
const maxMs = 24 * 60 * 60_000;
const endsOnSecond = true;

/** A limited response. */
export interface LimitedResponse {
  status: number;
  headers: Pick<Headers, 'get'>;
  /** What the forge says about it. */
  text: string;
}

/**
 * How long a rate limit lasts: `open` when the forge does not say; undefined for any other response
 * (S5). Forges respond with 403 or 429, and with `Retry-After` or the time when the quota resets:
 *
 * - A spent quota (primary limit) ends when it is refilled.
 * - Too many requests at once (secondary limit) end after `Retry-After`, or it is not known when. The
 *   quota that is left beside it, and its reset, have nothing to do with that.
 *
 * Some forges send quota headers with every 403, so that only the caller knows whether a 403 can be a
 * rate limit. `forgeNow` is the time at the forge: an instant of its clock is compared with no other
 * clock. `separate` is the quota that the request used, when it is not the one of REST.
 */
export function findRateLimit(
  { status, headers, text }: LimitedResponse,
  forgeNow: number,
  answers403WhenSpent: boolean,
  separate?: string,
): RateLimit | 'open' | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), forgeNow);
  if (retryAfterMs !== undefined) return { retryInMs: clampDuration(retryAfterMs) };
  const isSecondary = findHeader(headers, 'remaining') !== '0' && isSecondaryLimit(text);
  const usesReset = !isSecondary && isSpent(headers) && (status === 429 || answers403WhenSpent);
  const resetAt = usesReset ? findResetAt(headers) : undefined;
  if (resetAt !== undefined) {
    const isPast = resetAt <= forgeNow;
    const retryInMs = clampDuration(resetAt - forgeNow);
    return { retryInMs, ...(!isPast && { endsOnSecond }), ...findSpentBucket(headers, separate) };
  }
  const isLimited = status === 429 || isSecondary || isPrimaryLimit(text);
  return isLimited ? 'open' : undefined;
}

function isSecondaryLimit(text: string): boolean {
  return /secondary rate limit|abuse detection/i.test(text);
}

function isPrimaryLimit(text: string): boolean {
  return primaryLimits.some((form) => form.test(text));
}

const primaryLimits = [
  /rate limit (?:for [\w ]{1,40} )?(?:has been )?exceeded/i,
  /exceeded (?:the|a|your) rate limit/i,
  // Bitbucket Data Center, Azure DevOps, and proxies in front of any forge.
  /\brate[ -]limited\b/i,
  /exceeding usage of resource/i,
  /\btoo many requests\b/i,
];

/** Ignores a time in the past, and limits one so far away that it would stop all updates. */
function clampDuration(durationMs: number): number {
  return durationMs > 0 ? Math.min(durationMs, maxMs) : minMs;
}

function parseRetryAfter(text: string | null, forgeNow: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  // All three HTTP date formats begin with a weekday; asctime omits GMT.
  if (!/^[a-z]{3,9},? /i.test(value)) return undefined;
  const instant = Date.parse(/GMT$/i.test(value) ? value : `${value} GMT`);
  return Number.isNaN(instant) ? undefined : instant - forgeNow;
}

function findResetAt(headers: Pick<Headers, 'get'>): number | undefined {
  const reset = findHeader(headers, 'reset') ?? '';
  return /^\d+$/.test(reset) ? Number(reset) * 1000 : undefined;
}

/** GitHub sends the reset time with every response: a 403 with quota left is no rate limit. */
function isSpent(headers: Pick<Headers, 'get'>): boolean {
  return Number(findHeader(headers, 'remaining') ?? 0) === 0;
}

/** The one quota that is used up; none for a limit on the token as a whole. */
function findSpentBucket(
  headers: Pick<Headers, 'get'>,
  separate: string | undefined,
): Pick<RateLimit, 'bucket'> {
  const bucket = findHeader(headers, 'resource') ?? separate;
  return bucket && findHeader(headers, 'remaining') === '0' ? { bucket: toBucket(bucket) } : {};
}

function toBucket(name: string): string {
  return name.slice(0, 100);
}

function findHeader(headers: Pick<Headers, 'get'>, name: string): string | undefined {
  return (headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`))?.trim();
}

/** The quota in the headers of any response; undefined without one, or when its window has ended. */
export function findQuota(
  headers: Pick<Headers, 'get'>,
  forgeNow: number,
  requested = restBucket,
): Quota | undefined {
  const numbers = ['limit', 'remaining', 'reset'].map((name) => findHeader(headers, name));
  if (!numbers.every((text) => text !== undefined && /^\d{1,15}$/.test(text))) return undefined;
  const [quota = 0, remaining = 0, reset = 0] = numbers.map(Number);
  const resetInMs = reset * 1000 - forgeNow;
  if (quota === 0 || resetInMs <= 0 || resetInMs > maxMs) return undefined;
  const bucket = toBucket(findHeader(headers, 'resource') ?? requested);
  return { bucket, quota, remaining: Math.min(remaining, quota), resetInMs };
}
