import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from '../../../platform/logger.ts';
import { createQuotaMetrics, createStoredMetrics } from './stored-metrics.ts';
import { createSyncMetrics } from './sync-metrics.ts';

const eventLoopPrecisionMs = 10;

/**
 * Reads a registry with the metrics of Node, which are measured from the first scrape on: measuring the event loop wakes
 * the process a hundred times per second, which was two thirds of what an idle server cost.
 */
function createScrape(registry: Registry): () => Promise<string> {
  let isMeasuring = false;
  const scrape = async () => {
    if (!isMeasuring) {
      isMeasuring = true;
      collectDefaultMetrics({
        register: registry,
        eventLoopMonitoringPrecision: eventLoopPrecisionMs,
      });
    }
    // A scrape clears the measured delays, and the shortest of no delays is 292 years: two ticks of the monitor make
    // one. Timers in sequence outlast its ticks however slow the process is.
    for (let tick = 0; tick < 4; tick += 1) await sleep(eventLoopPrecisionMs);
    return registry.metrics();
  };
  let current: Promise<string> | undefined;
  return () => {
    current ??= scrape().finally(() => {
      current = undefined;
    });
    return current;
  };
}

/** The metrics of `/metrics`, in the Prometheus text format. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'afterpush_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30],
    registers,
  });
  const deliveries = new Counter({
    name: 'afterpush_webhook_deliveries_total',
    help: 'Webhook deliveries by result: accepted, refused or duplicate',
    labelNames: ['forge', 'result'],
    registers,
  });
  const clients = new Gauge({
    name: 'afterpush_event_stream_clients',
    help: 'Connected clients of the event stream',
    registers,
  });
  const pollingPaused = new Gauge({
    name: 'afterpush_polling_paused',
    help: 'Whether polling is paused, by a person or by AFTERPUSH_POLL_FACTOR=0',
    registers,
  });
  return {
    contentType: registry.contentType,
    toText: createScrape(registry),
    sync: createSyncMetrics(registers),
    stored: createStoredMetrics(registers),
    quotas: createQuotaMetrics(registers),
    observeRequest(method: string, route: string, status: number, durationMs: number): void {
      requests.observe({ method, route, status }, durationMs / 1000);
    },
    observeDelivery(forgeId: string, result: 'accepted' | 'refused' | 'duplicate'): void {
      deliveries.inc({ forge: forgeId, result });
    },
    setClients: (count: number) => clients.set(count),
    setPollingPaused: (isPaused: boolean) => pollingPaused.set(isPaused ? 1 : 0),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Logs and measures each finished request. */
export function createRequestObserver(logger: Logger, metrics: Metrics) {
  return async ({ method, url, routeOptions }: FastifyRequest, reply: FastifyReply) => {
    const { statusCode: status, elapsedTime: durationMs } = reply;
    // S10: a query may hold a login token or a URL with credentials, so it is never logged.
    const path = url.split('?', 1)[0];
    logger.info({ method, path, status, durationMs: Math.round(durationMs) }, 'request');
    if (routeOptions.config?.endless) return;
    metrics.observeRequest(method, routeOptions.url ?? 'unknown', status, durationMs);
  };
}
