import type { Clock } from './clock.ts';

/** A loop that can be woken. */
export interface Wakeable {
  run(signal: AbortSignal): Promise<void>;
  wake(): void;
}

export interface WokenLoopDeps {
  clock: Pick<Clock, 'sleep'>;
  /** Does all due work and returns how many milliseconds there will be no more. */
  pass: (signal: AbortSignal) => Promise<number>;
  /** The longest sleep: a safety net for a lost wake-up. */
  tickMs: number;
  /** Called after each failed pass, with the delay before the next one. */
  onFailure: (error: unknown, delayMs: number) => void;
}

export const longestRetryMs = 10_000;

/** Does all due work, then sleeps until more is due or until it is woken, after a failure too. */
export class WokenLoop implements Wakeable {
  readonly #deps: WokenLoopDeps;
  #wake = new AbortController();

  constructor(deps: WokenLoopDeps) {
    this.#deps = deps;
  }

  wake(): void {
    this.#wake.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, pass, tickMs } = this.#deps;
    const stop = () => this.wake();
    signal.addEventListener('abort', stop);
    let failures = 0;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      try {
        const sleepMs = await pass(signal);
        failures = 0;
        if (!signal.aborted) await clock.sleep(Math.min(sleepMs, tickMs), this.#wake.signal);
      } catch (error) {
        failures += 1;
        await this.#sleepAfterFailure(error, failures, signal);
      }
    }
    signal.removeEventListener('abort', stop);
  }

  async #sleepAfterFailure(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    const { clock, onFailure } = this.#deps;
    if (signal.aborted) return;
    const delayMs = Math.min(longestRetryMs, 250 * 2 ** failures);
    onFailure(error, delayMs);
    // A wake-up says that the reason of the failure may be gone.
    await clock.sleep(delayMs, this.#wake.signal);
  }
}

export interface PeriodicLoopDeps {
  clock: Pick<Clock, 'sleep' | 'monotonic'>;
  everyMs: number;
  work: (signal: AbortSignal) => Promise<void>;
  onFailure: WokenLoopDeps['onFailure'];
}

/** Does the work at the start and then regularly. After a failure it can be woken to try again. */
export function createPeriodicLoop({
  clock,
  everyMs,
  work,
  onFailure,
}: PeriodicLoopDeps): WokenLoop {
  let doneAt = Number.NEGATIVE_INFINITY;
  const pass = async (signal: AbortSignal) => {
    const leftMs = doneAt + everyMs - clock.monotonic();
    if (leftMs > 0) return leftMs;
    await work(signal);
    doneAt = clock.monotonic();
    return everyMs;
  };
  return new WokenLoop({ clock, pass, tickMs: everyMs, onFailure });
}
