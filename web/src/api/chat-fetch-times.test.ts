import { expect, test } from 'vitest';
import { listStaleChats, recordFetch } from './chat-fetch-times.ts';

const now = 1_000_000;

test('lists only chats that were not fetched recently, oldest first', () => {
  recordFetch(['fresh'], now - 10_000);
  recordFetch(['old'], now - 60_000);
  recordFetch(['older'], now - 90_000);
  expect(listStaleChats(['fresh', 'old', 'older', 'old'], 30_000, now)).toEqual(['older', 'old']);
});

test('lists a chat that was never fetched first', () => {
  recordFetch(['known'], now - 60_000);
  expect(listStaleChats(['known', 'new'], 30_000, now)).toEqual(['new', 'known']);
});

test('lists at most a hundred chats, and fewer when their ids are long', () => {
  const many = Array.from({ length: 300 }, (_, index) => `many-${index}`);
  const long = Array.from({ length: 100 }, (_, index) => `${'x'.repeat(190)}-${index}`);
  expect(listStaleChats(many, 30_000, now)).toHaveLength(100);
  expect(listStaleChats(long, 30_000, now).join(',').length).toBeLessThanOrEqual(6_000);
});
