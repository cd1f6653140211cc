import { expect, test } from 'vitest';
import { findNearest, toSegments } from './plot.ts';

const minute = 60_000;
const at = (...minutes: number[]) => minutes.map((each) => ({ atMs: each * minute, value: each }));

test('points in a rhythm are one line', () => {
  expect(toSegments(at(0, 1, 2, 3))).toHaveLength(1);
});

test('a line breaks where measuring stopped', () => {
  expect(toSegments(at(0, 1, 2, 20, 21)).map((segment) => segment.length)).toEqual([3, 2]);
});

test('a slow rhythm is no gap', () => {
  expect(toSegments(at(0, 10, 20, 30))).toHaveLength(1);
});

test('a lonely point stays a point, and nothing stays nothing', () => {
  expect(toSegments(at(5))).toEqual([at(5)]);
  expect(toSegments([])).toEqual([]);
});

test('two points far apart are not joined', () => {
  expect(toSegments(at(0, 30))).toHaveLength(2);
});

test('pointing means the nearest point', () => {
  expect(findNearest(at(0, 10, 20), 14 * minute)).toBe(1);
  expect(findNearest(at(0, 10, 20), 16 * minute)).toBe(2);
  expect(findNearest([], 0)).toBe(-1);
});
