import type { AcquiredDelivery } from '../domain/delivery.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { WokenLoop } from '../platform/woken-loop.ts';
import { applyDelivery, type DeliveryOutcome } from './apply-delivery.ts';
import type { DeliveringForge, HintStore, InboxStore } from './delivery-ports.ts';

export interface DeliveryProcessorOptions {
  store: InboxStore & HintStore;
  forges: { findForge(id: string): DeliveringForge | undefined };
  clock: Clock;
  logger: Logger;
}

const batchSize = 20;
const leaseMs = 60_000;
/** The safety net for a lost notification, and when what was postponed is looked for. */
const tickMs = 10_000;
const mostAttempts = 5;
const firstDelayMs = 2_000;
/** A check may be told before the row knows its commit; a refresh under way is recorded by then. */
const commitDelayMs = 15_000;

/** Empties the inbox of webhooks: applies each delivery, wherever it was received. */
export class DeliveryProcessor {
  readonly #options: DeliveryProcessorOptions;
  readonly #loop: WokenLoop;

  constructor(options: DeliveryProcessorOptions) {
    this.#options = options;
    const { clock, logger } = options;
    this.#loop = new WokenLoop({
      clock,
      pass: (signal) => this.#drain(signal),
      tickMs,
      onFailure: (error, delayMs) =>
        logger.warn({ error, delayMs }, 'the inbox of webhooks could not be read'),
    });
  }

  /** Something may have been delivered. */
  wake(): void {
    this.#loop.wake();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }

  /** Answers how long nothing more is expected. */
  async #drain(signal: AbortSignal): Promise<number> {
    const { store } = this.#options;
    while (!signal.aborted) {
      const deliveries = await store.acquireDeliveries({ limit: batchSize, leaseMs });
      if (deliveries.length === 0) return tickMs;
      for (const delivery of deliveries) {
        // S3: what was not begun when the stop came is another replica's at once.
        if (signal.aborted) await store.postponeDelivery(delivery.id, 0);
        else await this.#process(delivery);
      }
    }
    return 0;
  }

  async #process(delivery: AcquiredDelivery): Promise<void> {
    const { store, forges } = this.#options;
    const forge = forges.findForge(delivery.forgeId);
    // More attempts than were counted as failures: it has ended the process before.
    if (!forge || delivery.attempts > mostAttempts) return this.#giveUp(delivery);
    let outcome: DeliveryOutcome;
    try {
      outcome = await applyDelivery(delivery, forge, store);
    } catch (error) {
      return this.#retryOrGiveUp(delivery, error);
    }
    await this.#settle(delivery, outcome);
  }

  async #settle(delivery: AcquiredDelivery, outcome: DeliveryOutcome): Promise<void> {
    const { store, logger } = this.#options;
    const { id, forgeId } = delivery;
    logger.debug({ ...toLogFields(delivery), outcome }, 'a delivery was processed');
    switch (outcome.kind) {
      case 'applied':
      case 'ignored':
        return store.finishDelivery(id);
      case 'unmatched':
        if (outcome.branches.length > 0) {
          return store.keepUnmatched({ id, forgeId, branches: outcome.branches });
        }
        // A row that still does not know the commit reads its checks when it first sees it.
        if (delivery.attempts > 1) return store.finishDelivery(id);
        return store.postponeDelivery(id, commitDelayMs);
    }
  }

  async #retryOrGiveUp(delivery: AcquiredDelivery, error: unknown): Promise<void> {
    if (delivery.attempts >= mostAttempts) return this.#giveUp(delivery, error);
    const { store, logger } = this.#options;
    const delayMs = firstDelayMs * 4 ** (delivery.attempts - 1);
    const fields = { error, ...toLogFields(delivery), delayMs };
    logger.warn(fields, 'a delivery could not be applied');
    await store.postponeDelivery(delivery.id, delayMs);
  }

  /** What it told is found by the refreshes that time makes due. */
  async #giveUp(delivery: AcquiredDelivery, error?: unknown): Promise<void> {
    const { store, logger } = this.#options;
    logger.error({ error, ...toLogFields(delivery) }, 'a delivery is given up');
    await store.finishDelivery(delivery.id);
  }
}

function toLogFields({ forgeId, deliveryId, attempts }: AcquiredDelivery) {
  return { forgeId, deliveryId, attempts };
}
