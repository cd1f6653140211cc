import { Type } from 'typebox';
import { literals } from '../../contract/schema.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { Metrics } from '../server/metrics.ts';
import type { App } from '../server/typed-app.ts';

const Health = Type.Object({ status: literals(['ok']) });
const Readiness = Type.Object({
  status: literals(['ready', 'not ready']),
  database: Type.Boolean({ description: 'the database answers' }),
  change_feed: Type.Boolean({ description: 'committed changes are announced to this process' }),
});

const longestPingMs = 2_000;

export interface HealthPorts {
  store: Pick<HttpStore, 'ping'>;
  isChangeFeedConnected: () => boolean;
  clock: Clock;
  logger: Logger;
}

export function registerHealthRoutes(app: App, ports: HealthPorts): void {
  const config = { access: 'public' } as const;
  const tags = ['operation'];
  app.get(
    '/healthz',
    { config, schema: { tags, summary: 'The process answers', response: { 200: Health } } },
    async () => ({ status: 'ok' as const }),
  );
  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        summary: 'Requests can be served',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const database = await isDatabaseAnswering(ports);
      const feed = ports.isChangeFeedConnected();
      const ready = database && feed;
      return reply
        .code(ready ? 200 : 503)
        .send({ status: ready ? 'ready' : 'not ready', database, change_feed: feed });
    },
  );
}

async function isDatabaseAnswering({ store, clock, logger }: HealthPorts): Promise<boolean> {
  const answered = new AbortController();
  const ping = store
    .ping()
    .then(() => true)
    .catch((error: unknown) => {
      logger.warn({ error }, 'the database does not answer');
      return false;
    });
  const tooLate = clock.sleep(longestPingMs, answered.signal).then(() => false);
  const isAnswering = await Promise.race([ping, tooLate]);
  answered.abort();
  return isAnswering;
}

interface MetricsPorts {
  metrics: Metrics;
  store: Pick<HttpStore, 'countQueue' | 'countWebhooks'>;
  forges: Pick<ForgeRegistry, 'listForges'>;
  countClients: () => number;
  logger: Logger;
}

const PrometheusText = Type.String({ description: 'the text format of Prometheus' });
const response = { 200: { content: { 'text/plain': { schema: PrometheusText } } } };

export function registerMetricsRoute(app: App, ports: MetricsPorts): void {
  const schema = { tags: ['operation'], summary: 'Metrics for Prometheus', response };
  app.get('/metrics', { schema }, async (_request, reply) => {
    const { metrics } = ports;
    metrics.setClients(ports.countClients());
    await readQueue(ports);
    return reply.type(metrics.contentType).send(await metrics.toText());
  });
}

/** Without a database the other metrics still tell what is wrong. */
async function readQueue({ metrics, store, forges, logger }: MetricsPorts): Promise<void> {
  try {
    const forgeIds = forges.listForges().map((forge) => forge.id);
    metrics.setQueue(forgeIds, await store.countQueue());
    metrics.setWebhooks(forgeIds, await store.countWebhooks());
  } catch (error) {
    metrics.forgetQueue();
    metrics.forgetWebhooks();
    logger.warn({ error }, 'the queue could not be counted');
  }
}
