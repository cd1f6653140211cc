import { randomUUID } from 'node:crypto';
import type { RecordReplica } from '../domain/replica.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';
import type { Polling } from './polling.ts';

export interface HealthStore {
  /** Records a heartbeat and a sample of the queue; returns how many rows are due. */
  recordReplica(replica: RecordReplica): Promise<number>;
  recordDataAge(): Promise<void>;
  deleteOldSamples(): Promise<void>;
  deleteReplica(id: string): Promise<void>;
}

export interface HealthSamplerDeps {
  store: HealthStore;
  host: string;
  version: string;
  polling: Pick<Polling, 'isPaused'>;
  /** The queues to sample. */
  listForgeIds: () => readonly string[];
  clock: Clock;
  logger: Logger;
}

const busyMs = 30_000;
/** While nothing is due a laptop may sleep. Still often enough to count as running. */
const idleMs = 60_000;
const deleteEveryMs = 600_000;

/** Records the samples behind the health page. Failures are logged and affect nothing else. */
export class HealthSampler implements Wakeable {
  readonly #deps: HealthSamplerDeps;
  readonly #id = randomUUID();
  readonly #startedAt: number;
  readonly #loop: WokenLoop;
  #deletedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: HealthSamplerDeps) {
    this.#deps = deps;
    this.#startedAt = deps.clock.monotonic();
    const onFailure = (error: unknown) => deps.logger.warn({ error }, 'failed to sample health');
    const pass = () => this.#pass();
    this.#loop = new WokenLoop({ clock: deps.clock, pass, tickMs: idleMs, onFailure });
  }

  wake(): void {
    this.#loop.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#loop.run(signal);
    await this.#signOff();
  }

  async #pass(): Promise<number> {
    const due = await this.#sample().catch((error: unknown) => {
      this.#deps.logger.warn({ error }, 'failed to sample health');
      return 0;
    });
    return due > 0 ? busyMs : idleMs;
  }

  async #sample(): Promise<number> {
    const { store, clock, host, version, polling, listForgeIds } = this.#deps;
    const forgeIds = listForgeIds();
    const elapsedMs = clock.monotonic() - this.#startedAt;
    const replica = { id: this.#id, host, version, elapsedMs, forgeIds };
    const due = await store.recordReplica({ ...replica, isPollingPaused: polling.isPaused });
    await store.recordDataAge();
    if (clock.monotonic() - this.#deletedAt >= deleteEveryMs) {
      await store.deleteOldSamples();
      this.#deletedAt = clock.monotonic();
    }
    return due;
  }

  /** A replica that stopped on purpose must not be reported as missing. */
  async #signOff(): Promise<void> {
    const { store, logger } = this.#deps;
    await store
      .deleteReplica(this.#id)
      .catch((error: unknown) => logger.warn({ error }, 'failed to remove this replica'));
  }
}
