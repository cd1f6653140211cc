import { createHmac } from 'node:crypto';
import type { ForgeRegistry } from '../forge/registry.ts';
import { systemClock as clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import type { ChangeFeed } from '../store/change-feed.ts';
import type { ForgeBudgets } from '../store/forge-budgets.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import type { SyncStore } from '../store/sync-store.ts';
import { DeliveryProcessor } from '../sync/process-deliveries.ts';
import { DeliveryReconciler } from '../sync/reconcile-deliveries.ts';
import type { Config } from './config.ts';

export interface StartWebhooksDeps {
  store: SyncStore;
  changes: ChangeFeed;
  forges: ForgeRegistry;
  tokens: ForgeTokens;
  budgets: ForgeBudgets;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

const housekeepingMs = 3_600_000;
const ages = { processedMs: 3 * 86_400_000, unmatchedMs: 86_400_000, mostUnmatched: 10_000 };

/** Applies webhook deliveries as they arrive, and requests the missed ones again. */
export function startWebhooks(deps: StartWebhooksDeps): void {
  const { store, changes, forges, tokens, budgets, logger, lifetime, onFailure } = deps;
  const redelivering = forges.listForges().filter((forge) => forge.abilities.redelivery);
  const calls = { tokens, budgets, clock, logger };
  const reconciler = new DeliveryReconciler({ store, forges: redelivering, ...calls });
  const processor = new DeliveryProcessor({ store, forges, clock, logger });
  lifetime.run((signal) => processor.run(signal), onFailure);
  lifetime.run((signal) => reconciler.run(signal), onFailure);
  lifetime.run((signal) => wakeProcessor(processor, changes, signal), onFailure);
  lifetime.run((signal) => cleanUpInbox(store, logger, signal), onFailure);
}

/** The configured secret of a forge's webhooks, else one derived from the secret key. */
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

async function cleanUpInbox(store: SyncStore, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await store.deleteOldDeliveries(ages);
    } catch (error) {
      logger.warn({ error }, 'expired deliveries could not be deleted');
    }
    await clock.sleep(housekeepingMs, signal);
  }
}
