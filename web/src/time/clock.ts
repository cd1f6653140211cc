import { useSyncExternalStore } from 'react';

const tickMs = 5_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * A value made of the current time. The component renders again only when the value changed, so
 * a thousand ages on a page cost nothing between two words.
 */
export function useTimed<Value extends string | number | boolean>(
  toValue: (nowMs: number) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => toValue(Date.now()));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  if (document.hidden) return;
  for (const listener of listeners) listener();
}
