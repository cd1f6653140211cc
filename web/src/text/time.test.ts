import { expect, test } from 'vitest';
import { instant, now } from '../testing/chats.ts';
import { formatAge, formatClock, formatDuration } from './time.ts';

test.each([
  [-5, '0 s'],
  [59, '59 s'],
  [61, '1 min'],
  [3_599, '59 min'],
  [7_300, '2 h'],
  [47 * 3_600, '47 h'],
  [5 * 86_400, '5 d'],
])('formats %i seconds as %s', (seconds, expected) => {
  expect(formatDuration(seconds * 1_000)).toBe(expected);
});

test('formats a few seconds as just now', () => {
  expect(formatAge(instant(4), now)).toBe('just now');
  expect(formatAge(instant(5), now)).toBe('5 s ago');
});

test('adds the date on another day', () => {
  expect(formatClock(instant(0), now)).toBe('13:58');
  expect(formatClock(instant(86_400), now)).toBe('22 Nov 13:58');
});
