import { expect, test } from 'vitest';
import {
  listTimeTicks,
  pickCountMaximum,
  pickDurationMaximum,
  spreadLabels,
  toPercent,
} from './plot-scale.ts';

test('clamps a value to its domain', () => {
  const domain = { from: 100, to: 200 };
  expect([50, 100, 125, 200, 900].map((value) => toPercent(value, domain))).toEqual([
    0, 0, 25, 100, 100,
  ]);
});

test('places every value of an empty domain at its start', () => {
  expect(toPercent(7, { from: 7, to: 7 })).toBe(0);
});

test.each([
  [0, 1],
  [3, 5],
  [10, 10],
  [11, 20],
  [4_200, 5_000],
])('an axis up to %i ends at %i', (largest, maximum) => {
  expect(pickCountMaximum(largest)).toBe(maximum);
});

test.each([
  [0, 10_000],
  [11_000, 30_000],
  [61_000, 120_000],
  [25 * 3_600_000, 48 * 3_600_000],
])('a duration axis up to %i ms ends at %i ms', (largest, maximum) => {
  expect(pickDurationMaximum(largest)).toBe(maximum);
});

test('places a few ticks at round minutes', () => {
  const from = Date.UTC(2026, 10, 23, 13, 2);
  const ticks = listTimeTicks({ from, to: from + 3_600_000 });
  expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toEqual([
    '13:15',
    '13:30',
    '13:45',
    '14:00',
  ]);
});

test('has no ticks in an empty domain', () => {
  expect(listTimeTicks({ from: 1, to: 1 })).toEqual([]);
});

test('leaves labels that do not overlap where they are', () => {
  expect(spreadLabels([10, 80], 20, 100)).toEqual([10, 80]);
});

test('moves overlapping labels apart and keeps their order', () => {
  expect(spreadLabels([50, 50], 20, 100)).toEqual([50, 70]);
  expect(spreadLabels([52, 50], 20, 100)).toEqual([70, 50]);
});

test('moves labels up at the lower edge', () => {
  expect(spreadLabels([95, 98], 20, 100)).toEqual([80, 100]);
});

test('places no label below the lowest position', () => {
  expect(spreadLabels([50, 100], 20, 88)).toEqual([50, 88]);
});
