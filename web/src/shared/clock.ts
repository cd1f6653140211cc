import { useSyncExternalStore } from 'react';
import { serverClock } from '../api/server-clock.ts';

const tickMs = 5_000;
const listeners = new Set<() => void>();
let clockMs = serverClock.now();
let timer: ReturnType<typeof setInterval> | undefined;

serverClock.onStep = tick;

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
  clockMs = serverClock.now();
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
  clockMs = serverClock.now();
  for (const listener of listeners) listener();
}
