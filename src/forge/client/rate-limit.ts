import type { Quota } from '../../domain/budget.ts';

const minMs = 60_000;
const maxMs = 24 * 60 * 60_000;

/**
 * When a rate limit ends; undefined for any other response (S5). Forges respond with 403 or 429 and
 * `Retry-After` or the time when the quota resets. Some send quota headers with every 403, so that
 * only the caller knows whether a 403 can be a rate limit.
 */
export function findRateLimit(
  status: number,
  headers: Pick<Headers, 'get'>,
  now: number,
  answers403WhenSpent: boolean,
): Date | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const usesReset = status === 429 || (answers403WhenSpent && isSpent(headers));
  const endsAt =
    parseRetryAfter(headers.get('retry-after'), now) ??
    (usesReset ? findResetAt(headers) : undefined);
  if (endsAt !== undefined) return new Date(clampInstant(endsAt, now));
  return status === 429 ? new Date(now + minMs) : undefined;
}

/** Ignores a time in the past, and limits one so far away that it would stop all updates. */
function clampInstant(instant: number, now: number): number {
  return instant > now ? Math.min(instant, now + maxMs) : now + minMs;
}

function parseRetryAfter(text: string | null, now: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return now + Number(value) * 1000;
  // All three HTTP date formats begin with a weekday; asctime omits GMT.
  if (!/^[a-z]{3,9},? /i.test(value)) return undefined;
  const instant = Date.parse(/GMT$/i.test(value) ? value : `${value} GMT`);
  return Number.isNaN(instant) ? undefined : instant;
}

function findResetAt(headers: Pick<Headers, 'get'>): number | undefined {
  const reset = findHeader(headers, 'reset') ?? '';
  return /^\d+$/.test(reset) ? Number(reset) * 1000 : undefined;
}

/** GitHub sends the reset time with every response: a 403 with quota left is no rate limit. */
function isSpent(headers: Pick<Headers, 'get'>): boolean {
  return Number(findHeader(headers, 'remaining') ?? 0) === 0;
}

function findHeader(headers: Pick<Headers, 'get'>, name: string): string | undefined {
  return (headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`))?.trim();
}

/** The quota in the headers of any response; undefined without one, or when its window has ended. */
export function findQuota(headers: Pick<Headers, 'get'>, now: number): Quota | undefined {
  const numbers = ['limit', 'remaining', 'reset'].map((name) => findHeader(headers, name));
  if (!numbers.every((text) => text !== undefined && /^\d{1,15}$/.test(text))) return undefined;
  const [quota = 0, remaining = 0, reset = 0] = numbers.map(Number);
  const resetAt = new Date(reset * 1000);
  if (quota === 0 || resetAt.getTime() <= now || resetAt.getTime() > now + maxMs) return undefined;
  const bucket = findHeader(headers, 'resource') ?? 'core';
  return { bucket: bucket.slice(0, 100), quota, remaining: Math.min(remaining, quota), resetAt };
}
