import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from '../../platform/logger.ts';
import type { QueueCount } from '../../store/queries/branches/count-queue.ts';
import type { WebhookCount } from '../../store/queries/webhooks/count-webhooks.ts';

/** The metrics of `/metrics`, in the Prometheus text format. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: 'afterpush_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30],
    registers,
  });
  const refreshes = new Counter({
    name: 'afterpush_refreshes_total',
    help: 'Refreshes of tracked branches by outcome',
    labelNames: ['forge', 'outcome'],
    registers,
  });
  const refreshDurations = new Histogram({
    name: 'afterpush_refresh_duration_seconds',
    help: 'Time from acquiring a tracked branch to its outcome',
    labelNames: ['forge'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const queue = createQueueGauges(registers);
  const webhooks = createWebhookGauges(registers);
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

  return {
    contentType: registry.contentType,
    toText: () => registry.metrics(),
    /** Called by the sync after every refresh. */
    observeRefresh(forgeId: string, outcome: string, durationMs?: number): void {
      refreshes.inc({ forge: forgeId, outcome });
      if (durationMs !== undefined) refreshDurations.observe({ forge: forgeId }, durationMs / 1000);
    },
    observeRequest(method: string, route: string, status: number, durationMs: number): void {
      requests.observe({ method, route, status }, durationMs / 1000);
    },
    observeDelivery(forgeId: string, result: 'accepted' | 'refused' | 'duplicate'): void {
      deliveries.inc({ forge: forgeId, result });
    },
    setWebhooks: webhooks.set,
    resetWebhooks: webhooks.reset,
    setClients: (count: number) => clients.set(count),
    setQueue: queue.set,
    resetQueue: queue.reset,
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

function createQueueGauges(registers: Registry[]) {
  const due = new Gauge({
    name: 'afterpush_queue_due',
    help: 'Tracked branches that are due now; the forge label is empty when no configured forge serves them',
    labelNames: ['forge'],
    registers,
  });
  const lag = new Gauge({
    name: 'afterpush_queue_lag_seconds',
    help: 'How long the oldest due tracked branch has been waiting',
    labelNames: ['forge'],
    registers,
  });
  const reset = () => {
    due.reset();
    lag.reset();
  };
  const set = (forgeIds: readonly string[], counts: readonly QueueCount[]) => {
    reset();
    const idle = forgeIds.map((forgeId) => ({ forgeId, due: 0, lagMs: 0 }));
    for (const count of [...idle, ...counts]) {
      due.set({ forge: count.forgeId }, count.due);
      lag.set({ forge: count.forgeId }, Math.max(0, count.lagMs) / 1000);
    }
  };
  return { set, reset };
}

function createWebhookGauges(registers: Registry[]) {
  const inbox = new Gauge({
    name: 'afterpush_webhook_inbox',
    help: 'Deliveries that were received but not processed yet',
    registers,
  });
  const feeds = new Gauge({
    name: 'afterpush_webhook_feeds',
    help: 'Webhook feeds of repositories by state: live, or silent although installed',
    labelNames: ['forge', 'state'],
    registers,
  });
  const reset = () => {
    inbox.remove();
    feeds.reset();
  };
  const set = (forgeIds: readonly string[], count: WebhookCount) => {
    reset();
    inbox.set(count.inbox);
    const none = forgeIds.map((forgeId) => ({ forgeId, live: 0, silent: 0 }));
    for (const { forgeId: forge, live, silent } of [...none, ...count.feeds]) {
      feeds.set({ forge, state: 'live' }, live);
      feeds.set({ forge, state: 'silent' }, silent);
    }
  };
  return { set, reset };
}

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
