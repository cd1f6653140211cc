import { Type } from 'typebox';
import { literals } from '../../contract/schema.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { BudgetPort, PollingPort } from '../deps.ts';
import type { Metrics } from '../server/metrics/metrics.ts';
import type { App } from '../server/typed-app.ts';

const Health = Type.Object({ status: literals(['ok']) });
const Readiness = Type.Object({
  status: literals(['ready', 'not ready']),
  database: Type.Boolean({ description: 'the database responds' }),
  change_feed: Type.Boolean({ description: 'this process receives committed changes' }),
  reasons: Type.Optional(
    Type.Array(Type.String(), { description: 'why it is not ready, and what to check' }),
  ),
});

const longestPingMs = 2_000;

export interface HealthDeps {
  store: Pick<HttpStore, 'ping'>;
  isChangeFeedConnected: () => boolean;
  clock: Clock;
  logger: Logger;
}

export function registerProbeRoutes(app: App, deps: HealthDeps): void {
  const config = { access: 'public' } as const;
  const tags = ['operation'];
  app.get(
    '/healthz',
    {
      config,
      schema: { tags, summary: 'Whether the process responds', response: { 200: Health } },
    },
    async () => ({ status: 'ok' as const }),
  );
  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        summary: 'Whether requests can be served',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const database = await isDatabaseResponding(deps);
      const feed = deps.isChangeFeedConnected();
      const ready = database && feed;
      return reply.code(ready ? 200 : 503).send({
        status: ready ? 'ready' : 'not ready',
        database,
        change_feed: feed,
        ...(!ready && { reasons: listReasons(database, feed) }),
      });
    },
  );
}

function listReasons(database: boolean, feed: boolean): string[] {
  return [
    ...(database ? [] : ['The database does not respond: check that it runs and can be reached.']),
    ...(feed
      ? []
      : [
          'Changes of the database are not received: a connection is being made, see the server log.',
        ]),
  ];
}

async function isDatabaseResponding({ store, clock, logger }: HealthDeps): Promise<boolean> {
  const answered = new AbortController();
  const ping = store
    .ping()
    .then(() => true)
    .catch((error: unknown) => {
      logger.warn({ error }, 'the database does not respond');
      return false;
    });
  const tooLate = clock.sleep(longestPingMs, answered.signal).then(() => false);
  const isResponding = await Promise.race([ping, tooLate]);
  answered.abort();
  return isResponding;
}

interface MetricsDeps {
  metrics: Metrics;
  store: Pick<HttpStore, 'countQueue' | 'countWebhooks' | 'measureDataAge'>;
  budgets: Pick<BudgetPort, 'listAll'>;
  polling: Pick<PollingPort, 'isPaused'>;
  forges: Pick<ForgeRegistry, 'listForges'>;
  countClients: () => number;
  logger: Logger;
}

const PrometheusText = Type.String({ description: 'the text format of Prometheus' });
const response = { 200: { content: { 'text/plain': { schema: PrometheusText } } } };

export function registerMetricsRoute(app: App, deps: MetricsDeps): void {
  const schema = { tags: ['operation'], summary: 'Metrics for Prometheus', response };
  app.get('/metrics', { schema }, async (_request, reply) => {
    const { metrics } = deps;
    metrics.setClients(deps.countClients());
    metrics.setPollingPaused(deps.polling.isPaused());
    metrics.quotas.set(deps.budgets.listAll());
    await readStored(deps);
    return reply.type(metrics.contentType).send(await metrics.toText());
  });
}

/** Without a database the other metrics are still useful. */
async function readStored({ metrics, store, forges, logger }: MetricsDeps): Promise<void> {
  try {
    const forgeIds = forges.listForges().map((forge) => forge.id);
    const [queue, webhooks, ages] = await Promise.all([
      store.countQueue(),
      store.countWebhooks(),
      store.measureDataAge(),
    ]);
    metrics.stored.set({ forgeIds, queue, webhooks, ages });
  } catch (error) {
    metrics.stored.reset();
    logger.warn({ error }, 'failed to read the metrics of the database');
  }
}
