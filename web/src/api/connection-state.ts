import { useSyncExternalStore } from 'react';
import type { ConnectionState } from './live-connection.ts';

export interface Connection {
  state: ConnectionState;
  /** Since when what is shown may have missed something; undefined while it is live. */
  brokenSinceMs: number | undefined;
}

const listeners = new Set<() => void>();
let current: Connection = { state: 'connecting', brokenSinceMs: undefined };

export function setConnectionState(state: ConnectionState): void {
  const broken = state === 'reconnecting' || state === 'offline';
  const brokenSinceMs = broken ? (current.brokenSinceMs ?? Date.now()) : undefined;
  current = { state, brokenSinceMs };
  for (const listener of listeners) listener();
}

export function getConnectionState(): ConnectionState {
  return current.state;
}

/** Settles once events arrive, or after a while all the same: a list is better than none. */
export function whenLive(patienceMs: number): Promise<void> {
  if (current.state === 'live') return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      if (current.state === 'connecting') return;
      clearTimeout(timer);
      listeners.delete(settle);
      resolve();
    };
    const timer = setTimeout(() => {
      listeners.delete(settle);
      resolve();
    }, patienceMs);
    listeners.add(settle);
  });
}

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(subscribe, () => current.state);
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
