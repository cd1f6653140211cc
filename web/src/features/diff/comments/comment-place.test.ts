import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { findMarkedPlace, toMarkedRange } from './comment-place.ts';
import { getFileDiff, sampleHunk, toSamplePatch } from './testing/sample-file.ts';

const file = getFileDiff(toSamplePatch(sampleHunk));
const paths = { path: 'x.ts', previousPath: 'w.ts' };
const mark = (side: SelectionSide, start: number, endSide = side, end = start) =>
  ({ side, start, endSide, end }) satisfies SelectedLineRange;
const find = (range: SelectedLineRange) => findMarkedPlace(file, paths, range);

test('a deleted line is named by its old number alone', () => {
  expect(find(mark('deletions', 11))).toEqual({
    place: { ...paths, oldLine: 11, newLine: null, startLine: null },
    quoted: 'old',
  });
});

test('an added line is named by its new number alone', () => {
  expect(find(mark('additions', 12))?.place).toMatchObject({ oldLine: null, newLine: 12 });
});

test('an unchanged line has both numbers, whichever was clicked', () => {
  const wanted = { oldLine: 12, newLine: 13, startLine: null };
  expect(find(mark('additions', 13))?.place).toMatchObject(wanted);
  expect(find(mark('deletions', 12))?.place).toMatchObject(wanted);
});

test('a range begins on the side of the line it ends at, marked downwards or upwards', () => {
  const wanted = {
    place: { oldLine: 12, newLine: 13, startLine: 11 },
    quoted: 'new\nmore\ntwelve',
  };
  expect(find(mark('deletions', 11, 'additions', 13))).toMatchObject(wanted);
  expect(find(mark('additions', 13, 'deletions', 11))).toMatchObject(wanted);
});

test('a range that ends at a deleted line quotes what was there before', () => {
  expect(find(mark('additions', 10, 'deletions', 11))).toMatchObject({
    place: { oldLine: 11, newLine: null, startLine: 10 },
    quoted: 'ten\nold',
  });
});

test('what a range leaps over is marked as left out', () => {
  const wide = getFileDiff(toSamplePatch('@@ -1 +1 @@\n-a\n+b\n', '@@ -9 +9 @@\n-c\n+d\n'));
  expect(findMarkedPlace(wide, paths, mark('additions', 1, 'additions', 9))?.quoted).toBe(
    'b\n…\nd',
  );
});

test('a long quotation ends with a whole line', () => {
  const lines = Array.from({ length: 200 }, (_, at) => `+${at} ${'x'.repeat(100)}`);
  const long = getFileDiff(toSamplePatch(`@@ -0,0 +1,200 @@\n${lines.join('\n')}\n`));
  const quoted = findMarkedPlace(long, paths, mark('additions', 1, 'additions', 200))?.quoted ?? '';
  expect(quoted.length).toBeLessThanOrEqual(10_000);
  expect(quoted).toMatch(/x{100}\n…$/);
});

test('lines that are not shown have no place', () => {
  expect(find(mark('additions', 99))).toBeUndefined();
});

test('a place is marked again as it was', () => {
  const range = mark('additions', 11, 'additions', 13);
  const place = find(range)?.place;
  expect(place && toMarkedRange(place)).toEqual(range);
});
