import { useSyncExternalStore } from 'react';

export type Permission = NotificationPermission | 'unsupported';

const listeners = new Set<() => void>();

/** Whether this browser lets the page notify; follows what a person changes in its settings. */
export function usePermission(): Permission {
  return useSyncExternalStore(subscribe, getPermission);
}

export function getPermission(): Permission {
  return 'Notification' in globalThis && isSecureContext ? Notification.permission : 'unsupported';
}

/** Browsers ask only when a person just did something: call it from a click. */
export async function askPermission(): Promise<Permission> {
  if (getPermission() !== 'default') return getPermission();
  await Notification.requestPermission();
  for (const listener of listeners) listener();
  return getPermission();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const status = navigator.permissions?.query({ name: 'notifications' }).catch(() => undefined);
  void status?.then((found) => found?.addEventListener('change', listener));
  return () => {
    listeners.delete(listener);
    void status?.then((found) => found?.removeEventListener('change', listener));
  };
}
