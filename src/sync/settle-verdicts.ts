import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';

export interface VerdictStore {
  /** Decides the verdicts that are due, at most `limit` of them, and returns how many there were. */
  settleVerdicts(limit: number): Promise<number>;
  /** Returns the milliseconds until time alone may change a verdict; undefined when none will. */
  findNextVerdict(): Promise<number | undefined>;
}

export interface VerdictKeeperDeps {
  store: VerdictStore;
  clock: Clock;
  logger: Logger;
}

const batchSize = 500;
/** A safety net for a lost notification. Readers decide a due verdict themselves. */
const tickMs = 10_000;

/** Keeps the stored verdicts up to date, and publishes those that time alone has changed. */
export class VerdictKeeper implements Wakeable {
  readonly #deps: VerdictKeeperDeps;
  readonly #loop: WokenLoop;

  constructor(deps: VerdictKeeperDeps) {
    this.#deps = deps;
    this.#loop = new WokenLoop({
      clock: deps.clock,
      pass: (signal) => this.#settleAll(signal),
      tickMs,
      onFailure: (error, delayMs) => {
        deps.logger.warn({ error, delayMs }, 'failed to decide verdicts, retrying');
      },
    });
  }

  /** Call when a row has changed. */
  wake(): void {
    this.#loop.wake();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }

  async #settleAll(signal: AbortSignal): Promise<number> {
    const { store } = this.#deps;
    while (!signal.aborted && (await store.settleVerdicts(batchSize)) === batchSize);
    return (await store.findNextVerdict()) ?? tickMs;
  }
}
