import { expect, test } from 'vitest';
import { listDue, noteRead } from './read-times.ts';

const now = 1_000_000;

test('only what was not read for a while is due, the oldest first', () => {
  noteRead(['fresh'], now - 10_000);
  noteRead(['old'], now - 60_000);
  noteRead(['older'], now - 90_000);
  expect(listDue(['fresh', 'old', 'older', 'old'], 30_000, now)).toEqual(['older', 'old']);
});

test('a chat that was never read is due first', () => {
  noteRead(['known'], now - 60_000);
  expect(listDue(['known', 'new'], 30_000, now)).toEqual(['new', 'known']);
});

test('one request asks for a hundred chats, and fewer where their ids are long', () => {
  const many = Array.from({ length: 300 }, (_, index) => `many-${index}`);
  const long = Array.from({ length: 100 }, (_, index) => `${'x'.repeat(190)}-${index}`);
  expect(listDue(many, 30_000, now)).toHaveLength(100);
  expect(listDue(long, 30_000, now).join(',').length).toBeLessThanOrEqual(6_000);
});
