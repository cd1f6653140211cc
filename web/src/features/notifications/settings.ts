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
