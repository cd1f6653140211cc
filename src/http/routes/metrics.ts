import { Type } from 'typebox';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { Logger } from '../../platform/logger.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { Metrics } from '../server/metrics.ts';
import type { App } from '../server/typed-app.ts';

export interface MetricsPorts {
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
