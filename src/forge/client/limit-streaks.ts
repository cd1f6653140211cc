import type { Clock } from '../../platform/clock.ts';

/**
 * The pauses after limits whose end the forge does not report, such as GitHub's secondary limits:
 * one minute, doubled each time that the first request after the pause is limited again.
 */
export interface LimitStreaks {
  /** How long to pause after a limit. Concurrent requests that met the same limit share its pause. */
  extend(key: string): number;
  /** A request was accepted: the next limit begins with one minute again. */
  end(key: string): void;
}

interface Streak {
  durationMs: number;
  endsAt: number;
}

const firstMs = 60_000;
const longestMs = 16 * 60_000;
const mostStreaks = 1_000;

export function createLimitStreaks(clock: Pick<Clock, 'monotonic'>): LimitStreaks {
  const streaks = new Map<string, Streak>();
  return {
    extend(key) {
      const now = clock.monotonic();
      const last = streaks.get(key);
      if (last && now < last.endsAt) return last.endsAt - now;
      const isFollowing = last !== undefined && now - last.endsAt < longestMs;
      const durationMs = isFollowing ? Math.min(2 * last.durationMs, longestMs) : firstMs;
      streaks.delete(key);
      streaks.set(key, { durationMs, endsAt: now + durationMs });
      const [oldest] = streaks.keys();
      if (streaks.size > mostStreaks && oldest !== undefined) streaks.delete(oldest);
      return durationMs;
    },
    end(key) {
      // A response to a request that was sent before the limit does not end the pause.
      const last = streaks.get(key);
      if (last && clock.monotonic() >= last.endsAt) streaks.delete(key);
    },
  };
}
