import type { Account } from '../world/records.ts';
import { jsonResponse } from './response.ts';
import { type Call, createRoute, type Route } from './router.ts';

/** The two buckets a token draws from. */
export type RateLimitResource = 'core' | 'graphql';

/** The current state of a bucket. */
export interface RateLimit {
  limit: number;
  used: number;
  resetAt: Date;
}

/** Counts what each account spends per hour. */
export interface RateLimits {
  find: (account: Account | undefined, resource: RateLimitResource) => RateLimit;
  spend: (account: Account | undefined, resource: RateLimitResource, points: number) => void;
}

const hourMs = 3_600_000;
const anonymousLimit = 60;

/** Creates full buckets. */
export function createRateLimits(hourlyLimit: number, now: () => Date): RateLimits {
  const buckets = new Map<string, RateLimit>();
  const find: RateLimits['find'] = (account, resource) => {
    const key = `${account?.id ?? 0} ${resource}`;
    const bucket = buckets.get(key);
    if (bucket !== undefined && bucket.resetAt > now()) return bucket;
    const limit = account === undefined ? anonymousLimit : hourlyLimit;
    const fresh = { limit, used: 0, resetAt: new Date(now().getTime() + hourMs) };
    buckets.set(key, fresh);
    return fresh;
  };
  const spend: RateLimits['spend'] = (account, resource, points) => {
    find(account, resource).used += points;
  };
  return { find, spend };
}

/** The headers GitHub adds to every API response. */
export function toRateLimitHeaders(
  bucket: RateLimit,
  resource: RateLimitResource,
): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(bucket.limit),
    'X-RateLimit-Remaining': String(Math.max(0, bucket.limit - bucket.used)),
    'X-RateLimit-Used': String(bucket.used),
    'X-RateLimit-Reset': String(Math.ceil(bucket.resetAt.getTime() / 1000)),
    'X-RateLimit-Resource': resource,
  };
}

/** `GET /rate_limit`, which itself costs nothing. */
export function createRateLimitRoute(limits: RateLimits): Route {
  return createRoute('GET', '/rate_limit', (call) => {
    const core = formatBucket(limits, call, 'core');
    return jsonResponse({
      resources: { core, graphql: formatBucket(limits, call, 'graphql') },
      rate: core,
    });
  });
}

function formatBucket(limits: RateLimits, call: Call, resource: RateLimitResource) {
  const { limit, used, resetAt } = limits.find(call.account, resource);
  const reset = Math.ceil(resetAt.getTime() / 1000);
  return { limit, used, remaining: Math.max(0, limit - used), reset, resource };
}
