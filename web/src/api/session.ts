import { useSyncExternalStore } from 'react';
import { pageSecretKey } from '../../../src/contract/page-session.ts';

const listeners = new Set<() => void>();
let signedOut = false;
let lastSent: string | undefined;

/**
 * The page's half of its session, which the login left in the storage of this origin. Read for every
 * request, because another tab may have signed in.
 */
export function getPageSecret(): string | undefined {
  try {
    lastSent = localStorage.getItem(pageSecretKey) ?? undefined;
  } catch {
    // The browser blocks storage.
  }
  return lastSent;
}

export function savePageSecret(secret: string): void {
  localStorage.setItem(pageSecretKey, secret);
}

/** True once the server has answered 401. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(subscribe, () => signedOut);
}

/** Forgets the session, unless another tab has signed in since. */
export function signOut(): void {
  const refused = lastSent;
  if (refused !== undefined && getPageSecret() === refused) localStorage.removeItem(pageSecretKey);
  signedOut = true;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', followOtherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', followOtherTab);
  };
}

/** Another tab has signed in or out. */
function followOtherTab({ key, newValue }: StorageEvent): void {
  if (key !== pageSecretKey) return;
  if (newValue === null) signOut();
  else if (signedOut) location.reload();
}
