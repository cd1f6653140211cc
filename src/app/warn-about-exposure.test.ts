import { expect, test } from 'vitest';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { warnAboutExposure } from './warn-about-exposure.ts';

function warn(host: string, publicUrl?: string): string {
  const logger = new RecordingLogger();
  warnAboutExposure({ host, publicUrl }, logger);
  return logger.lines.map(({ message }) => message).join('\n');
}

test('a server for this machine only, or behind https, gives no warning', () => {
  expect(warn('127.0.0.1')).toBe('');
  expect(warn('localhost', 'http://localhost:5173')).toBe('');
  expect(warn('127.0.0.1', 'https://afterpush.example.com')).toBe('');
  expect(warn('0.0.0.0', 'https://afterpush.example.com')).toBe('');
});

test('plain http that other machines use gives a warning, wherever the server listens', () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', '127.0.0.1']) {
    expect(warn(host, 'http://afterpush.example.com')).toMatch(/plain http.*https URL/);
  }
  expect(warn('0.0.0.0')).toMatch(/plain http/);
});

test('an unknown public URL gives a warning where other machines can connect', () => {
  expect(warn('0.0.0.0')).toMatch(/public URL is not known.*AFTERPUSH_PUBLIC_URL/);
});
