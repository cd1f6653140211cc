import type { AcquireDeliveries, AcquiredDelivery, KeepUnmatched } from '../domain/delivery.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import { WokenLoop } from '../platform/woken-loop.ts';
import {
  applyDelivery,
  type DeliveringForge,
  type DeliveryOutcome,
  type HintStore,
} from './apply-delivery.ts';
import type { SyncTracer } from './sync-tracer.ts';

/** The inbox of received deliveries. */
export interface InboxStore {
  acquireDeliveries(request: AcquireDeliveries): Promise<AcquiredDelivery[]>;
  /** Milliseconds until a delivery may be processed; undefined when the inbox is empty. */
  findEarliestDelivery(): Promise<number | undefined>;
  finishDelivery(id: number): Promise<void>;
  postponeDelivery(id: number, delayMs: number): Promise<void>;
  /** Keeps it until one of the branches is tracked. */
  keepUnmatched(kept: KeepUnmatched): Promise<void>;
}

export interface DeliveryProcessorDeps {
  store: InboxStore & HintStore;
  forges: { findForge(id: string): DeliveringForge | undefined };
  clock: Clock;
  logger: Logger;
  tracer?: Pick<SyncTracer, 'delivered'> | undefined;
}

const batchSize = 20;
const leaseMs = 60_000;
/** The share of the lease in which deliveries that an outage held up are still this replica's. */
const heldShare = 0.8;
/** Covers lost notifications. */
const tickMs = 10_000;
const mostAttempts = 5;
const firstDelayMs = 2_000;
/** A check may arrive before its row knows the commit; a running refresh is recorded before that. */
const commitDelayMs = 15_000;

/** Empties the inbox: applies each delivery, whichever replica received it. */
export class DeliveryProcessor {
  readonly #deps: DeliveryProcessorDeps;
  readonly #loop: WokenLoop;
  /** The acquired deliveries that are not settled, and when they were acquired. */
  #held: AcquiredDelivery[] = [];
  #heldSince = 0;

  constructor(deps: DeliveryProcessorDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new WokenLoop({
      clock,
      pass: (signal) => this.#drain(signal),
      tickMs,
      onFailure: (error, delayMs) =>
        logger.warn({ error, delayMs }, 'failed to read the webhook inbox'),
    });
  }

  /** A delivery may have arrived. */
  wake(): void {
    this.#loop.wake();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }

  /** Returns how long to sleep. */
  async #drain(signal: AbortSignal): Promise<number> {
    const { store } = this.#deps;
    while (!signal.aborted) {
      await this.#acquire();
      if (this.#held.length === 0) return (await store.findEarliestDelivery()) ?? tickMs;
      for (let [delivery] = this.#held; delivery; [delivery] = this.#held) {
        // S3: another replica may apply it at once.
        if (signal.aborted) await store.postponeDelivery(delivery.id, 0);
        else await this.#processHeld(delivery);
        this.#held.shift();
      }
    }
    return 0;
  }

  /** Of those that are held, an outage keeps the one that it met. */
  async #processHeld(delivery: AcquiredDelivery): Promise<void> {
    try {
      await this.#process(delivery);
    } catch (error) {
      if (!(error instanceof UnavailableError)) this.#held.shift();
      throw error;
    }
  }

  /** Those that an outage held up come first, as long as no other replica may have acquired them. */
  async #acquire(): Promise<void> {
    const { store, clock } = this.#deps;
    const heldMs = clock.monotonic() - this.#heldSince;
    if (this.#held.length > 0 && heldMs < leaseMs * heldShare) return;
    this.#held = [];
    this.#heldSince = clock.monotonic();
    this.#held = await store.acquireDeliveries({ limit: batchSize, leaseMs });
  }

  async #process(delivery: AcquiredDelivery): Promise<void> {
    const { store, forges, clock, tracer } = this.#deps;
    const forge = forges.findForge(delivery.forgeId);
    // Failures give up earlier; one with this many attempts has crashed the process.
    if (!forge || delivery.attempts > mostAttempts) return this.#giveUp(delivery);
    let outcome: DeliveryOutcome;
    const startedAt = clock.now();
    try {
      outcome = await applyDelivery(delivery, forge, store);
    } catch (error) {
      // The database is away, which says nothing about this delivery.
      if (error instanceof UnavailableError) throw error;
      return this.#retryOrGiveUp(delivery, error);
    }
    if (outcome.kind === 'applied') tracer?.delivered(delivery, outcome, startedAt);
    await this.#settle(delivery, outcome);
  }

  async #settle(delivery: AcquiredDelivery, outcome: DeliveryOutcome): Promise<void> {
    const { store, logger } = this.#deps;
    const { id, forgeId } = delivery;
    const rowCount = outcome.kind === 'applied' ? outcome.rowCount : 0;
    const fields = { ...toLogFields(delivery), outcome: outcome.kind, rowCount };
    logger.debug(fields, 'processed a delivery');
    switch (outcome.kind) {
      case 'applied':
      case 'ignored':
        return store.finishDelivery(id);
      case 'unmatched':
        if (outcome.branches.length > 0) {
          return store.keepUnmatched({ id, forgeId, branches: outcome.branches });
        }
        // A row that learns of the commit later fetches its checks then.
        if (delivery.attempts > 1) return store.finishDelivery(id);
        return store.postponeDelivery(id, commitDelayMs);
    }
  }

  async #retryOrGiveUp(delivery: AcquiredDelivery, error: unknown): Promise<void> {
    if (delivery.attempts >= mostAttempts) return this.#giveUp(delivery, error);
    const { store, logger } = this.#deps;
    const delayMs = firstDelayMs * 4 ** (delivery.attempts - 1);
    const fields = { error, ...toLogFields(delivery), delayMs };
    logger.warn(fields, 'failed to apply a delivery');
    await store.postponeDelivery(delivery.id, delayMs);
  }

  /** Routine refreshes find later what the delivery was about. */
  async #giveUp(delivery: AcquiredDelivery, error?: unknown): Promise<void> {
    const { store, logger } = this.#deps;
    logger.error({ error, ...toLogFields(delivery) }, 'gave up on a delivery');
    await store.finishDelivery(delivery.id);
  }
}

function toLogFields({ forgeId, deliveryId, attempts }: AcquiredDelivery) {
  return { forgeId, deliveryId, attempts };
}
