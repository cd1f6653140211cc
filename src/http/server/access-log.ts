import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from './metrics.ts';

/** Logs and measures one answered request. */
export function createRequestObserver(logger: Logger, metrics: Metrics) {
  return async ({ method, url, routeOptions }: FastifyRequest, reply: FastifyReply) => {
    const { statusCode: status, elapsedTime: durationMs } = reply;
    // S10: a query may hold a login token or an address with credentials, so none is ever logged.
    const path = url.split('?', 1)[0];
    logger.info({ method, path, status, durationMs: Math.round(durationMs) }, 'request');
    if (routeOptions.config?.endless) return;
    metrics.observeRequest(method, routeOptions.url ?? 'unknown', status, durationMs);
  };
}
