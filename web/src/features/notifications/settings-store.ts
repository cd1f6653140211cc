import { useSyncExternalStore } from 'react';
import { type NotificationSettings, parseSettings } from './settings.ts';

const storageKey = 'afterpush.notifications';
const listeners = new Set<() => void>();
let read: { stored: string | null; settings: NotificationSettings } | undefined;

/** Of this browser: a change in one tab counts in all. */
export function useNotificationSettings(): NotificationSettings {
  return useSyncExternalStore(subscribe, getSettings);
}

export function getSettings(): NotificationSettings {
  const stored = localStorage.getItem(storageKey);
  if (read?.stored !== stored) read = { stored, settings: parseSettings(stored) };
  return read.settings;
}

export function changeSettings(change: Partial<NotificationSettings>): void {
  localStorage.setItem(storageKey, JSON.stringify({ ...getSettings(), ...change }));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
