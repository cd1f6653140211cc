/** The time source of loops. Tests pass a clock that they advance. */
export interface Clock {
  /** Milliseconds since the epoch. It may step in both directions: only for instants that people read. */
  now(): number;
  /** Milliseconds since some moment of this process. It never steps: for everything that is measured. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// setTimeout accepts at most 2^31 - 1 ms; a longer delay would fire at once.
const longestTimerMs = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, Math.min(Math.max(0, ms), longestTimerMs));
      signal?.addEventListener('abort', finish, { once: true });
    }),
};
