import { createHmac } from 'node:crypto';
import type { ForgeRegistry } from '../forge/registry.ts';
import { systemClock as clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import type { ChangeFeed } from '../store/change-feed.ts';
import type { Database } from '../store/database.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import { createSyncStore, type SyncStore } from '../store/sync-store.ts';
import { DeliveryProcessor } from '../sync/deliveries.ts';
import { DeliveryReconciler } from '../sync/reconcile-deliveries.ts';
import type { Config } from './config.ts';

export interface WebhookParts {
  database: Database;
  changes: ChangeFeed;
  forges: ForgeRegistry;
  tokens: ForgeTokens;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

const housekeepingMs = 3_600_000;
const ages = { processedMs: 3 * 86_400_000, unmatchedMs: 86_400_000, mostUnmatched: 10_000 };

/** What comes in by webhook: applied as it arrives, asked for again when it did not. */
export function startWebhooks(parts: WebhookParts): void {
  const { database, changes, forges, tokens, logger, lifetime, onFailure } = parts;
  const store = createSyncStore(database);
  const redelivering = forges.listForges().filter((forge) => forge.abilities.redelivery);
  const reconciler = new DeliveryReconciler({ store, forges: redelivering, tokens, clock, logger });
  const processor = new DeliveryProcessor({ store, forges, clock, logger });
  lifetime.run((signal) => processor.run(signal), onFailure);
  lifetime.run((signal) => reconciler.run(signal), onFailure);
  lifetime.run((signal) => wakeProcessor(processor, changes, signal), onFailure);
  lifetime.run((signal) => keepInboxSmall(store, logger, signal), onFailure);
}

/** The configured secret of a forge's hooks, else one that only this installation knows. */
export function createWebhookSecrets(
  forges: Config['forges'],
  secretKey: Buffer,
): (forgeId: string) => string {
  const configured = new Map(forges.map((forge) => [forge.id, forge.webhookSecret]));
  return (forgeId) =>
    configured.get(forgeId) ??
    createHmac('sha256', secretKey).update(`webhook ${forgeId}`).digest('hex');
}

async function wakeProcessor(
  processor: DeliveryProcessor,
  changes: ChangeFeed,
  signal: AbortSignal,
): Promise<void> {
  using subscription = changes.subscribe();
  signal.addEventListener('abort', () => subscription[Symbol.dispose]());
  for await (const change of subscription) {
    if (change.kind === 'delivery' || change.kind === 'resync') processor.wake();
  }
}

async function keepInboxSmall(
  store: SyncStore,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await store.deleteOldDeliveries(ages);
    } catch (error) {
      logger.warn({ error }, 'old deliveries could not be deleted');
    }
    await clock.sleep(housekeepingMs, signal);
  }
}
