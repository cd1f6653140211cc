import { setMaxListeners } from 'node:events';

/** Runs tasks of one key one after the other, and of different keys side by side. */
export interface OneAtATime {
  /** Throws the reason of `signal` at once when that aborts while others are before it. */
  run<Result>(key: string, signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

export function createOneAtATime(): OneAtATime {
  const lastOfKey = new Map<string, Promise<unknown>>();
  return {
    run(key, signal, task) {
      const before = lastOfKey.get(key);
      const running = before ? waitFor(before, signal).then(task) : task();
      const last = Promise.allSettled([before, running]);
      lastOfKey.set(key, last);
      // Also after one that gave up: whoever comes next still waits for those before it.
      void last.then(() => lastOfKey.get(key) === last && lastOfKey.delete(key));
      return running;
    },
  };
}

async function waitFor(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const waited = new AbortController();
  // One signal may end the waiting of a whole batch; the platform warns from the eleventh on.
  setMaxListeners(0, signal);
  const aborted = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true, signal: waited.signal });
  });
  await Promise.race([before, aborted]);
  waited.abort();
  signal.throwIfAborted();
}
