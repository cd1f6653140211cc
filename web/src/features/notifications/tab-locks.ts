const notifierLock = 'afterpush.notifier';
const visibleLock = 'afterpush.watched';

/** Elects one of all tabs of this page to send notifications, until the signal aborts. */
export function electNotifier(signal: AbortSignal, become: (isNotifier: boolean) => void): void {
  if (!navigator.locks) return become(true);
  holdLock(notifierLock, 'exclusive', signal, () => become(true));
  signal.addEventListener('abort', () => become(false));
}

/** Holds a lock while this tab is visible, so that the notifying tab knows about it. */
export function holdWhileVisible(signal: AbortSignal): void {
  if (!navigator.locks) return;
  let visible: AbortController | undefined;
  const follow = () => {
    visible?.abort();
    visible = document.hidden ? undefined : new AbortController();
    if (visible) holdLock(visibleLock, 'shared', visible.signal, () => {});
  };
  follow();
  document.addEventListener('visibilitychange', follow, { signal });
  signal.addEventListener('abort', () => visible?.abort());
}

export async function isAnyTabVisible(): Promise<boolean> {
  if (!document.hidden) return true;
  const locks = await navigator.locks?.query();
  return locks?.held?.some(({ name }) => name === visibleLock) ?? false;
}

function holdLock(name: string, mode: LockMode, signal: AbortSignal, onHeld: () => void): void {
  const untilAborted = () =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', () => resolve());
      onHeld();
    });
  // Aborting the wait for a lock rejects; that is expected.
  navigator.locks.request(name, { mode, signal }, untilAborted).catch(() => {});
}
