import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { instant, now } from '../../testing/chats.ts';
import { formatMinute, groupByDay } from './timeline-days.ts';

const day = 86_400;
const seenAt = (id: string, secondsBeforeNow: number): TimelineEntry => ({
  id,
  at: instant(secondsBeforeNow),
  event: { kind: 'push_seen' },
});

test('entries are grouped by day in their given order', () => {
  const entries = [seenAt('a', 60), seenAt('b', 120), seenAt('c', day), seenAt('d', 3 * day)];
  const days = groupByDay(entries, now).map(({ name, entries }) => [
    name,
    entries.map(({ id }) => id),
  ]);
  expect(days).toEqual([
    ['Today', ['a', 'b']],
    ['Yesterday', ['c']],
    ['Friday 20 November', ['d']],
  ]);
});

test('a day of another year shows the year', () => {
  expect(groupByDay([seenAt('a', 400 * day)], now)[0]?.name).toBe('19 October 2025');
});

test('no entries make no days', () => {
  expect(groupByDay([], now)).toEqual([]);
});

test('a minute is formatted without its day', () => {
  expect(formatMinute(instant(120))).toBe('13:56');
});
