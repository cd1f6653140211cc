import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let signedOut = false;

/** The server answered 401: the page shows how to come in. */
export function signOut(): void {
  signedOut = true;
  for (const listener of listeners) listener();
}

export function useSignedOut(): boolean {
  return useSyncExternalStore(subscribe, () => signedOut);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
