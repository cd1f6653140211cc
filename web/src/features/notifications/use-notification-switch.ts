import { askPermission, usePermission } from './permission.ts';
import { changeSettings, useNotificationSettings } from './settings-store.ts';

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
