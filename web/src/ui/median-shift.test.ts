import { expect, test } from 'vitest';
import { toMedianShift } from './median-shift.ts';

const rows = (...tops: number[]) => new Map(tops.map((top, row) => [`row-${row}`, top]));

test('a row inserted above shifts the view by its height', () => {
  expect(toMedianShift(rows(0, 38, 76), rows(38, 76, 114))).toBe(38);
});

test('a row that went elsewhere does not take the view with it', () => {
  expect(toMedianShift(rows(0, 38, 76), rows(0, 38, 900))).toBe(0);
});

test('nothing known moves nothing', () => {
  expect(toMedianShift(new Map(), rows(1, 2))).toBe(0);
});
