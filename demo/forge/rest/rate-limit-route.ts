import { toJson } from '../http/answer.ts';
import type { RateLimitResource, RateLimits } from '../http/rate-limits.ts';
import { type Call, type Route, toRoute } from '../http/router.ts';

/** `GET /rate_limit`, which itself costs nothing. */
export function toRateLimitRoute(limits: RateLimits): Route {
  return toRoute('GET', '/rate_limit', (call) => {
    const core = toBucket(limits, call, 'core');
    return toJson({ resources: { core, graphql: toBucket(limits, call, 'graphql') }, rate: core });
  });
}

function toBucket(limits: RateLimits, call: Call, resource: RateLimitResource) {
  const { limit, used, resetAt } = limits.find(call.account, resource);
  const reset = Math.ceil(resetAt.getTime() / 1000);
  return { limit, used, remaining: Math.max(0, limit - used), reset, resource };
}
