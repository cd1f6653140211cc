import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';
import type { Polling } from './polling.ts';

export interface PollingStore {
  findPollingPause(): Promise<Date | null>;
  savePollingPause(save: { isPaused: boolean; spreadMs: number }): Promise<void>;
}

export interface PollingKeeperDeps {
  polling: Polling;
  store: PollingStore;
  /** Overdue rows are spread over it when polling goes on. */
  diffStatusTtlMs: number;
  clock: Clock;
  logger: Logger;
}

/** Covers lost notifications. */
const tickMs = 60_000;

/** Keeps the flag of this process equal to what is stored for all replicas. */
export class PollingKeeper implements Wakeable {
  readonly #deps: PollingKeeperDeps;
  readonly #loop: WokenLoop;

  constructor(deps: PollingKeeperDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new WokenLoop({
      clock,
      tickMs,
      pass: async () => {
        await this.read();
        return tickMs;
      },
      onFailure: (error) => logger.warn({ error }, 'failed to read whether polling is paused'),
    });
  }

  get factor(): number {
    return this.#deps.polling.factor;
  }

  isPaused(): boolean {
    return this.#deps.polling.isPaused;
  }

  async read(): Promise<{ isPaused: boolean; pausedAt: Date | null }> {
    const { polling, store } = this.#deps;
    polling.note(await store.findPollingPause());
    const { isPaused, pausedAt } = polling;
    return { isPaused, pausedAt };
  }

  async setPaused(isPaused: boolean): Promise<void> {
    const { polling, store, diffStatusTtlMs } = this.#deps;
    await store.savePollingPause({ isPaused, spreadMs: diffStatusTtlMs / polling.pace });
    await this.read();
  }

  /** Polling may have been paused, or go on. */
  wake(): void {
    this.#loop.wake();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }
}
