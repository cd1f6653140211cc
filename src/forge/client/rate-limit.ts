import type { Quota } from '../../domain/budget.ts';

const shortestMs = 60_000;
const longestMs = 24 * 60 * 60_000;

/**
 * Until when an answer forbids further calls; undefined when it is no rate limit (S5). Forges
 * answer 403 or 429 with `Retry-After`, or with the time their quota is filled again. One that tells
 * of its quota beside any refusal has to be known: there a 403 is a matter of access.
 */
export function findRateLimit(
  status: number,
  headers: Pick<Headers, 'get'>,
  now: number,
  answers403WhenSpent: boolean,
): Date | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const isByReset = status === 429 || (answers403WhenSpent && isSpent(headers));
  const namedAt =
    parseRetryAfter(headers.get('retry-after'), now) ??
    (isByReset ? findResetAt(headers) : undefined);
  if (namedAt !== undefined) return new Date(toSensibleInstant(namedAt, now));
  return status === 429 ? new Date(now + shortestMs) : undefined;
}

/** A time in the past says nothing, and one too far away would stop a person's rows for good. */
function toSensibleInstant(instant: number, now: number): number {
  return instant > now ? Math.min(instant, now + longestMs) : now + shortestMs;
}

function parseRetryAfter(text: string | null, now: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return now + Number(value) * 1000;
  // The three forms of an HTTP date begin with a weekday; the oldest leaves out that it is GMT.
  if (!/^[a-z]{3,9},? /i.test(value)) return undefined;
  const instant = Date.parse(/GMT$/i.test(value) ? value : `${value} GMT`);
  return Number.isNaN(instant) ? undefined : instant;
}

function findResetAt(headers: Pick<Headers, 'get'>): number | undefined {
  const reset = findHeader(headers, 'reset') ?? '';
  return /^\d+$/.test(reset) ? Number(reset) * 1000 : undefined;
}

/** GitHub tells the reset in every answer: beside an unspent quota, a 403 is a matter of access. */
function isSpent(headers: Pick<Headers, 'get'>): boolean {
  return Number(findHeader(headers, 'remaining') ?? 0) === 0;
}

function findHeader(headers: Pick<Headers, 'get'>, name: string): string | undefined {
  return (headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`))?.trim();
}

/** What a forge says of a quota in passing, with any answer. Undefined when the answer tells none, or one whose window has ended. */
export function findQuota(headers: Pick<Headers, 'get'>, now: number): Quota | undefined {
  const numbers = ['limit', 'remaining', 'reset'].map((name) => findHeader(headers, name));
  if (!numbers.every((text) => text !== undefined && /^\d{1,15}$/.test(text))) return undefined;
  const [quota = 0, remaining = 0, reset = 0] = numbers.map(Number);
  const resetAt = new Date(reset * 1000);
  if (quota === 0 || resetAt.getTime() <= now || resetAt.getTime() > now + longestMs)
    return undefined;
  const bucket = findHeader(headers, 'resource') ?? 'core';
  return { bucket: bucket.slice(0, 100), quota, remaining: Math.min(remaining, quota), resetAt };
}
