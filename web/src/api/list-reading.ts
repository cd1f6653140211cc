import { useSyncExternalStore } from 'react';

/** How far the list of chats was read. */
export interface ListReading {
  /** Every chat is known, not only the first page. */
  whole: boolean;
  /** When the last whole reading began. */
  beganAtMs: number;
  /** It began while events arrived, so that nothing can have been missed since. S4 */
  live: boolean;
}

const listeners = new Set<() => void>();
let current: ListReading = { whole: false, beganAtMs: Number.NEGATIVE_INFINITY, live: true };

export function getListReading(): ListReading {
  return current;
}

export function setListReading(change: Partial<ListReading>): void {
  current = { ...current, ...change };
  for (const listener of listeners) listener();
}

export function useListReading(): ListReading {
  return useSyncExternalStore(subscribe, getListReading);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
