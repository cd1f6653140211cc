const notifierLock = 'afterpush.notifier';
const watcherLock = 'afterpush.watched';

/** Of all tabs of this page, one at a time is the one that notifies, until the signal aborts. */
export function whileNotifier(signal: AbortSignal, become: (isNotifier: boolean) => void): void {
  if (!navigator.locks) return become(true);
  holdLock(notifierLock, 'exclusive', signal, () => become(true));
  signal.addEventListener('abort', () => become(false));
}

/** Held while this tab is seen, so that the one that notifies knows that somebody is looking. */
export function tellWhetherSeen(signal: AbortSignal): void {
  if (!navigator.locks) return;
  let seen: AbortController | undefined;
  const follow = () => {
    seen?.abort();
    seen = document.hidden ? undefined : new AbortController();
    if (seen) holdLock(watcherLock, 'shared', seen.signal, () => {});
  };
  follow();
  document.addEventListener('visibilitychange', follow, { signal });
  signal.addEventListener('abort', () => seen?.abort());
}

/** Whether any tab of this page is in sight. */
export async function isSomeTabSeen(): Promise<boolean> {
  if (!document.hidden) return true;
  const locks = await navigator.locks?.query();
  return locks?.held?.some(({ name }) => name === watcherLock) ?? false;
}

function holdLock(name: string, mode: LockMode, signal: AbortSignal, onHeld: () => void): void {
  const untilAborted = () =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', () => resolve());
      onHeld();
    });
  // Giving up the wait for a lock rejects, and is what was asked for.
  navigator.locks.request(name, { mode, signal }, untilAborted).catch(() => {});
}
