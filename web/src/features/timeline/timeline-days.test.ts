import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { instant, now } from '../../testing/chats.ts';
import { formatMinute, toTimelineDays } from './timeline-days.ts';

const day = 86_400;
const seenAt = (id: string, secondsBeforeNow: number): TimelineEntry => ({
  id,
  at: instant(secondsBeforeNow),
  event: { kind: 'push_seen' },
});

test('entries stand under their day, newest first as they came', () => {
  const entries = [seenAt('a', 60), seenAt('b', 120), seenAt('c', day), seenAt('d', 3 * day)];
  const days = toTimelineDays(entries, now).map(({ name, entries }) => [
    name,
    entries.map(({ id }) => id),
  ]);
  expect(days).toEqual([
    ['Today', ['a', 'b']],
    ['Yesterday', ['c']],
    ['Friday 20 November', ['d']],
  ]);
});

test('another year is named', () => {
  expect(toTimelineDays([seenAt('a', 400 * day)], now)[0]?.name).toBe('19 October 2025');
});

test('nothing has no days', () => {
  expect(toTimelineDays([], now)).toEqual([]);
});

test('within a day the clock is enough', () => {
  expect(formatMinute(instant(120))).toBe('13:56');
});
