import type { Clock } from './clock.ts';

export interface WokenLoopDeps {
  clock: Clock;
  /** Does all due work and returns how many milliseconds there will be no more. */
  pass: (signal: AbortSignal) => Promise<number>;
  /** The longest sleep: a safety net for a lost wake-up. */
  tickMs: number;
  /** Called after each failed pass, with the delay before the next one. */
  onFailure: (error: unknown, delayMs: number) => void;
}

export const longestRetryMs = 10_000;

/** Does all due work, then sleeps until more is due or until it is woken. */
export class WokenLoop {
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
    const delayMs = Math.min(longestRetryMs, 250 * 2 ** failures);
    onFailure(error, delayMs);
    await clock.sleep(delayMs, signal);
  }
}
