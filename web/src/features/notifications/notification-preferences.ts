import { useSyncExternalStore } from 'react';

/** Which news a person wants to be told of. */
export type NotifiedReasons = 'all' | 'failures';

export interface NotificationSettings {
  enabled: boolean;
  reasons: NotifiedReasons;
  sound: boolean;
}

/** Nothing is shown and nothing is heard before somebody asked for it. */
export const defaultSettings: NotificationSettings = {
  enabled: false,
  reasons: 'all',
  sound: false,
};

/** What this browser remembers; whatever is not understood is as it is by default. */
export function parseSettings(stored: string | null): NotificationSettings {
  const found = parseObject(stored);
  return {
    enabled: found.enabled === true,
    reasons: found.reasons === 'failures' ? 'failures' : 'all',
    sound: found.sound === true,
  };
}

function parseObject(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

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

type Permission = NotificationPermission | 'unsupported';

const permissionListeners = new Set<() => void>();

/** Whether this browser lets the page notify; follows what a person changes in its settings. */
export function usePermission(): Permission {
  return useSyncExternalStore(subscribeToPermission, getPermission);
}

export function getPermission(): Permission {
  return 'Notification' in globalThis && isSecureContext ? Notification.permission : 'unsupported';
}

/** Browsers ask only when a person just did something: call it from a click. */
export async function askPermission(): Promise<Permission> {
  if (getPermission() !== 'default') return getPermission();
  await Notification.requestPermission();
  for (const listener of permissionListeners) listener();
  return getPermission();
}

function subscribeToPermission(listener: () => void): () => void {
  permissionListeners.add(listener);
  const status = navigator.permissions?.query({ name: 'notifications' }).catch(() => undefined);
  void status?.then((found) => found?.addEventListener('change', listener));
  return () => {
    permissionListeners.delete(listener);
    void status?.then((found) => found?.removeEventListener('change', listener));
  };
}

/** On means wanted and allowed. */
export function useNotificationSwitch() {
  const settings = useNotificationSettings();
  const permission = usePermission();
  const enabled = settings.enabled && permission === 'granted';
  return { settings, permission, enabled };
}

/** Switching on asks the browser, and stays off when it says no. */
export async function switchNotifications(on: boolean): Promise<void> {
  changeSettings({ enabled: on && (await askPermission()) === 'granted' });
}
