import { expect, test } from 'vitest';
import { toCountTop, toDurationTop, toLabelPlaces, toPercent, toTimeTicks } from './plot-scale.ts';

test('a value stands between the ends of its domain, never outside', () => {
  const domain = { from: 100, to: 200 };
  expect([50, 100, 125, 200, 900].map((value) => toPercent(value, domain))).toEqual([
    0, 0, 25, 100, 100,
  ]);
});

test('a domain without width puts everything at its start', () => {
  expect(toPercent(7, { from: 7, to: 7 })).toBe(0);
});

test.each([
  [0, 1],
  [3, 5],
  [10, 10],
  [11, 20],
  [4_200, 5_000],
])('an axis up to %i ends at %i', (largest, top) => {
  expect(toCountTop(largest)).toBe(top);
});

test.each([
  [0, 10_000],
  [11_000, 30_000],
  [61_000, 120_000],
  [25 * 3_600_000, 48 * 3_600_000],
])('a duration axis up to %i ms ends at %i ms', (largest, top) => {
  expect(toDurationTop(largest)).toBe(top);
});

test('ticks stand at round minutes, and are few', () => {
  const from = Date.UTC(2026, 10, 23, 13, 2);
  const ticks = toTimeTicks({ from, to: from + 3_600_000 });
  expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toEqual([
    '13:15',
    '13:30',
    '13:45',
    '14:00',
  ]);
});

test('no time at all has at most one tick', () => {
  expect(toTimeTicks({ from: 1, to: 1 })).toEqual([]);
});

test('labels that have room stay where their lines end', () => {
  expect(toLabelPlaces([10, 80], 20, 100)).toEqual([10, 80]);
});

test('labels that would meet move apart, in their order', () => {
  expect(toLabelPlaces([50, 50], 20, 100)).toEqual([50, 70]);
  expect(toLabelPlaces([52, 50], 20, 100)).toEqual([70, 50]);
});

test('at the lower edge they move up instead', () => {
  expect(toLabelPlaces([95, 98], 20, 100)).toEqual([80, 100]);
});

test('the lowest place is kept', () => {
  expect(toLabelPlaces([50, 100], 20, 88)).toEqual([50, 88]);
});
