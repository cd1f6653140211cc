import { useSyncExternalStore } from 'react';

/** Which alerts the reader wants. */
export type NotifiedReasons = 'all' | 'failures';

export interface NotificationSettings {
  enabled: boolean;
  reasons: NotifiedReasons;
  sound: boolean;
}

/** Notifications and sound are off until the reader turns them on. */
export const defaultSettings: NotificationSettings = {
  enabled: false,
  reasons: 'all',
  sound: false,
};

/** Falls back to the default for every invalid value. */
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
let cached: { stored: string | null; settings: NotificationSettings } | undefined;

/** The settings of this browser, shared by all its tabs. */
export function useNotificationSettings(): NotificationSettings {
  return useSyncExternalStore(subscribe, getSettings);
}

export function getSettings(): NotificationSettings {
  const stored = localStorage.getItem(storageKey);
  if (cached?.stored !== stored) cached = { stored, settings: parseSettings(stored) };
  return cached.settings;
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

/** Whether the browser allows notifications; updates when the browser setting changes. */
export function usePermission(): Permission {
  return useSyncExternalStore(subscribeToPermission, getPermission);
}

export function getPermission(): Permission {
  return 'Notification' in globalThis && isSecureContext ? Notification.permission : 'unsupported';
}

/** Must be called from a click, otherwise browsers ignore the request. */
export async function requestPermission(): Promise<Permission> {
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

/** Enabled means turned on by the reader and allowed by the browser. */
export function useNotificationSwitch() {
  const settings = useNotificationSettings();
  const permission = usePermission();
  const enabled = settings.enabled && permission === 'granted';
  return { settings, permission, enabled };
}

/** Turning on requests the permission, and stays off if it is denied. */
export async function switchNotifications(on: boolean): Promise<void> {
  changeSettings({ enabled: on && (await requestPermission()) === 'granted' });
}
