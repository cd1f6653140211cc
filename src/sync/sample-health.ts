import { randomUUID } from 'node:crypto';
import type { RecordReplica } from '../domain/replica.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';

export interface HealthStore {
  /** Says that the replica lives and samples its queue; answers how many rows are due. */
  recordReplica(replica: RecordReplica): Promise<number>;
  recordDataAge(): Promise<void>;
  deleteOldSamples(): Promise<void>;
  deleteReplica(id: string): Promise<void>;
}

export interface HealthSamplesOptions {
  store: HealthStore;
  host: string;
  version: string;
  /** The queues to look at. */
  forgeIds: readonly string[];
  clock: Clock;
  logger: Logger;
}

const busyMs = 30_000;
/** Where nothing is due, a laptop is left to sleep. Still often enough to count as living. */
const idleMs = 60_000;
const deleteEveryMs = 600_000;

/** Samples what people look at when they doubt the board. Its failures are logged and harm nobody. */
export class HealthSamples {
  readonly #options: HealthSamplesOptions;
  readonly #id = randomUUID();
  readonly #startedAt: number;
  #deletedAt = Number.NEGATIVE_INFINITY;

  constructor(options: HealthSamplesOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    while (!signal.aborted) {
      const due = await this.#sample().catch((error: unknown) => {
        logger.warn({ error }, 'health could not be sampled');
        return 0;
      });
      await clock.sleep(due > 0 ? busyMs : idleMs, signal);
    }
    await this.#leave();
  }

  async #sample(): Promise<number> {
    const { store, clock, host, version, forgeIds } = this.#options;
    const elapsedMs = clock.now() - this.#startedAt;
    const due = await store.recordReplica({ id: this.#id, host, version, elapsedMs, forgeIds });
    await store.recordDataAge();
    if (clock.now() - this.#deletedAt >= deleteEveryMs) {
      await store.deleteOldSamples();
      this.#deletedAt = clock.now();
    }
    return due;
  }

  /** Nobody shall wait for a replica that stopped on purpose. */
  async #leave(): Promise<void> {
    const { store, logger } = this.#options;
    await store
      .deleteReplica(this.#id)
      .catch((error: unknown) => logger.warn({ error }, 'this replica could not be signed off'));
  }
}
