import { useSyncExternalStore } from 'react';
import type { ConnectionState } from './live-connection.ts';

const listeners = new Set<() => void>();
let current: ConnectionState = 'connecting';

export function setConnectionState(state: ConnectionState): void {
  current = state;
  for (const listener of listeners) listener();
}

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
