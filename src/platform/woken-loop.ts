import type { Clock } from './clock.ts';

export interface WokenLoopOptions {
  clock: Clock;
  /** Does what there is to do; answers for how many milliseconds there will be nothing. */
  pass: (signal: AbortSignal) => Promise<number>;
  /** No rest is longer: the safety net for a lost wake-up. */
  tickMs: number;
  /** Is told of every failed pass, and how long the loop rests after it. */
  onFailure: (error: unknown, delayMs: number) => void;
}

export const longestRetryMs = 10_000;

/** Works until there is nothing to do, and rests until the time it was told or until it is woken. */
export class WokenLoop {
  readonly #options: WokenLoopOptions;
  #wake = new AbortController();

  constructor(options: WokenLoopOptions) {
    this.#options = options;
  }

  wake(): void {
    this.#wake.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, pass, tickMs } = this.#options;
    const stop = () => this.wake();
    signal.addEventListener('abort', stop);
    let failures = 0;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      try {
        const restMs = await pass(signal);
        failures = 0;
        if (!signal.aborted) await clock.sleep(Math.min(restMs, tickMs), this.#wake.signal);
      } catch (error) {
        failures += 1;
        await this.#restAfterFailure(error, failures, signal);
      }
    }
    signal.removeEventListener('abort', stop);
  }

  async #restAfterFailure(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    const { clock, onFailure } = this.#options;
    const delayMs = Math.min(longestRetryMs, 250 * 2 ** failures);
    onFailure(error, delayMs);
    await clock.sleep(delayMs, signal);
  }
}
