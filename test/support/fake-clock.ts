import type { Clock } from '../../src/platform/clock.ts';

interface Sleeper {
  wakesAt: number;
  wake: () => void;
}

/** A clock that moves only when a test advances it; advancing waits for the work that it triggers. */
export class FakeClock implements Clock {
  #now = 0;
  /** What the wall clock shows beside the time that has passed. */
  #wallOffset: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start = new Date('2026-01-01T12:00:00Z')) {
    this.#wallOffset = start.getTime();
  }

  now(): number {
    return this.#wallOffset + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Steps the wall clock, as an operator or NTP does. No time passes. */
  step(ms: number): void {
    this.#wallOffset += ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { wakesAt: this.#now + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Milliseconds until the next sleeper wakes; infinity when there is none. */
  untilNextWake(): number {
    return Math.min(...[...this.#sleepers].map(({ wakesAt }) => wakesAt - this.#now));
  }

  /** Advances the time, wakes sleepers in order and lets the work of each finish. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#findNext(end); next; next = this.#findNext(end)) {
      this.#now = Math.max(this.#now, next.wakesAt);
      next.wake();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  #findNext(end: number): Sleeper | undefined {
    return [...this.#sleepers]
      .filter(({ wakesAt }) => wakesAt <= end)
      .toSorted((one, other) => one.wakesAt - other.wakesAt)[0];
  }
}

/** Lets pending promises, immediates and ready sockets make progress. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
