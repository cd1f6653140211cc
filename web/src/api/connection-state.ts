import { useSyncExternalStore } from 'react';
import type { ConnectionState } from './event-stream.ts';

export interface Connection {
  state: ConnectionState;
  /** Since when changes may be missing; undefined while the connection is live. */
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

/** Resolves when the connection is live or has failed, or after the time limit. */
export function whenLive(timeLimitMs: number): Promise<void> {
  if (current.state === 'live') return Promise.resolve();
  return new Promise((resolve) => {
    const settleOnce = () => {
      if (current.state === 'connecting') return;
      clearTimeout(timer);
      listeners.delete(settleOnce);
      resolve();
    };
    const timer = setTimeout(() => {
      listeners.delete(settleOnce);
      resolve();
    }, timeLimitMs);
    listeners.add(settleOnce);
  });
}

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(subscribe, () => current.state);
}

/** Changes may be missing, so what the page shows may be outdated. */
export function useDisconnected(): boolean {
  return useSyncExternalStore(subscribe, () => current.brokenSinceMs !== undefined);
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
