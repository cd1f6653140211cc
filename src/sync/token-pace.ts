import { mostAtOnce, steadyPerMinute } from '../domain/lane-pace.ts';
import type { Clock } from '../platform/clock.ts';

interface Allowance {
  /** Requests that may be sent now. */
  left: number;
  atMs: number;
  /** The last turn that was promised to a request that has to wait. */
  promisedMs: number;
}

const gapMs = 60_000 / steadyPerMinute;

/**
 * Spreads the requests of lanes over time: within any minute, those of one token are at most as many as may
 * be sent at once and steadily together.
 */
export class TokenPace {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #allowances = new Map<string, Allowance>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Takes a turn and returns 0, or returns the milliseconds after which to try again. */
  take(token: string): number {
    const now = this.#clock.monotonic();
    const allowance = this.#find(token, now);
    if (allowance.left >= 1) {
      allowance.left -= 1;
      return 0;
    }
    const nextMs = now + (1 - allowance.left) * gapMs;
    allowance.promisedMs = Math.max(nextMs, allowance.promisedMs + gapMs);
    return Math.ceil(allowance.promisedMs - now);
  }

  /** A request that was not planned. */
  charge(token: string): void {
    this.#find(token, this.#clock.monotonic()).left -= 1;
  }

  #find(token: string, now: number): Allowance {
    const allowance = this.#allowances.get(token) ?? {
      left: mostAtOnce,
      atMs: now,
      promisedMs: now,
    };
    allowance.left = Math.min(mostAtOnce, allowance.left + (now - allowance.atMs) / gapMs);
    allowance.atMs = now;
    this.#allowances.set(token, allowance);
    return allowance;
  }
}
