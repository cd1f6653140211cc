import { createHmac } from 'node:crypto';
import type { ForgeRegistry } from '../forge/registry.ts';
import { systemClock as clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicLoop } from '../platform/woken-loop.ts';
import type { ChangeFeed } from '../store/change-feed.ts';
import type { ForgeBudgets } from '../store/forge-budgets.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import type { SyncStore } from '../store/sync-store.ts';
import type { Polling } from '../sync/polling.ts';
import { DeliveryProcessor } from '../sync/process-deliveries.ts';
import { DeliveryReconciler } from '../sync/reconcile-deliveries.ts';
import type { SyncTracer } from '../sync/sync-tracer.ts';
import type { Config } from './config.ts';
import { startLoop } from './loops.ts';

export interface StartWebhooksDeps {
  store: SyncStore;
  changes: ChangeFeed;
  forges: ForgeRegistry;
  tokens: ForgeTokens;
  budgets: ForgeBudgets;
  polling: Polling;
  logger: Logger;
  tracer: SyncTracer | undefined;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

const housekeepingMs = 3_600_000;
const ages = { processedMs: 3 * 86_400_000, unmatchedMs: 86_400_000, mostUnmatched: 10_000 };

/** Applies webhook deliveries as they arrive, and requests the missed ones again. */
export function startWebhooks(deps: StartWebhooksDeps): void {
  const { store, changes, forges, tokens, budgets, polling, logger, tracer } = deps;
  const { lifetime, onFailure } = deps;
  const listRedelivering = () => forges.listForges().filter((forge) => forge.abilities.redelivery);
  const calls = { tokens, budgets, polling, clock, logger };
  const reconciler = new DeliveryReconciler({ store, listForges: listRedelivering, ...calls });
  const processor = new DeliveryProcessor({ store, forges, clock, logger, tracer });
  const cleanUp = createPeriodicLoop({
    clock,
    everyMs: housekeepingMs,
    work: () => store.deleteOldDeliveries(ages),
    onFailure: (error) => logger.warn({ error }, 'expired deliveries could not be deleted'),
  });
  const loops = { changes, lifetime, onFailure };
  startLoop(processor, ({ kind }) => kind === 'delivery', loops);
  startLoop(reconciler, ({ kind }) => kind === 'token_change', loops);
  startLoop(cleanUp, () => false, loops);
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
