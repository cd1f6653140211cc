import { useSyncExternalStore } from 'react';

const tickMs = 5_000;
const listeners = new Set<() => void>();
let clockMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * A value derived from the current time. The component renders again only when the value changes,
 * so a thousand ages on a page cost nothing while their text stays the same.
 */
export function useNow<Value extends string | number | boolean>(
  select: (nowMs: number) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => select(clockMs));
}

/** The current time for every age on the page. It advances in ticks of five seconds. */
export function getClockMs(): number {
  return clockMs;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) start();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop();
  };
}

function start(): void {
  clockMs = Date.now();
  timer = setInterval(tick, tickMs);
  document.addEventListener('visibilitychange', tick);
}

function stop(): void {
  clearInterval(timer);
  timer = undefined;
  document.removeEventListener('visibilitychange', tick);
}

function tick(): void {
  if (document.hidden) return;
  clockMs = Date.now();
  for (const listener of listeners) listener();
}
