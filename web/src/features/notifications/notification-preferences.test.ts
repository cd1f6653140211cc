import { describe, expect, test } from 'vitest';
import { defaultSettings, parseSettings } from './notification-preferences.ts';

describe('stored settings', () => {
  test.each([null, '', 'broken', 'null', '[]', '"x"', '{"enabled":"yes"}'])(
    '%j falls back to the defaults',
    (stored) => {
      expect(parseSettings(stored)).toEqual(defaultSettings);
    },
  );

  test('are parsed as they were stored', () => {
    const settings = { enabled: true, reasons: 'failures', sound: true } as const;
    expect(parseSettings(JSON.stringify(settings))).toEqual(settings);
  });
});
