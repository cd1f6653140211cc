import type { Clock } from '../platform/clock.ts';

export interface TimeLimitOptions {
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  /** How long the call may work. */
  timeoutMs: number;
  /** How long it may take together with the time in which it waits for its turn. */
  longestMs: number;
  /** Called when one of them is over. */
  onEnd: () => void;
}

/** Limits the time in which a call works. Waiting for its turn does not count as work. */
export class TimeLimit implements Disposable {
  readonly #options: TimeLimitOptions;
  readonly #ended = new AbortController();
  #work = new AbortController();
  #leftMs: number;
  #startedAt = 0;
  #waiting = 0;

  constructor(options: TimeLimitOptions) {
    this.#options = options;
    this.#leftMs = options.timeoutMs;
    void this.#end(options.longestMs, this.#ended.signal);
    this.#start();
  }

  /** Suspends the limit until the turn comes. */
  async suspendWhile<Result>(turn: Promise<Result>): Promise<Result> {
    if (this.#waiting === 0) this.#suspend();
    this.#waiting += 1;
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#start();
    }
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
    this.#work.abort();
  }

  #start(): void {
    if (this.#ended.signal.aborted) return;
    this.#work = new AbortController();
    this.#startedAt = this.#options.clock.monotonic();
    void this.#end(this.#leftMs, this.#work.signal);
  }

  #suspend(): void {
    this.#work.abort();
    this.#leftMs -= this.#options.clock.monotonic() - this.#startedAt;
  }

  async #end(inMs: number, cancelled: AbortSignal): Promise<void> {
    const { clock, onEnd } = this.#options;
    await clock.sleep(Math.max(0, inMs), cancelled);
    if (!cancelled.aborted) onEnd();
  }
}
