import { expect, test } from 'vitest';
import { findNearest, splitAtGaps } from './plot.ts';

const minute = 60_000;
const at = (...minutes: number[]) => minutes.map((each) => ({ atMs: each * minute, value: each }));

test('joins points at regular intervals', () => {
  expect(splitAtGaps(at(0, 1, 2, 3))).toHaveLength(1);
});

test('splits the line where measurements are missing', () => {
  expect(splitAtGaps(at(0, 1, 2, 20, 21)).map((segment) => segment.length)).toEqual([3, 2]);
});

test('does not take a long regular interval for a gap', () => {
  expect(splitAtGaps(at(0, 10, 20, 30))).toHaveLength(1);
});

test('keeps a single point and an empty list', () => {
  expect(splitAtGaps(at(5))).toEqual([at(5)]);
  expect(splitAtGaps([])).toEqual([]);
});

test('does not join two points that are far apart', () => {
  expect(splitAtGaps(at(0, 30))).toHaveLength(2);
});

test('finds the nearest point', () => {
  expect(findNearest(at(0, 10, 20), 14 * minute)).toBe(1);
  expect(findNearest(at(0, 10, 20), 16 * minute)).toBe(2);
  expect(findNearest([], 0)).toBe(-1);
});
