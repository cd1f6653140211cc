import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { findSelectedPlace, toSelectedRange } from './comment-place.ts';
import { getFileDiff, sampleHunk, toSamplePatch } from './testing/sample-file.ts';

const file = getFileDiff(toSamplePatch(sampleHunk));
const paths = { path: 'x.ts', previousPath: 'w.ts' };
const select = (side: SelectionSide, start: number, endSide = side, end = start) =>
  ({ side, start, endSide, end }) satisfies SelectedLineRange;
const find = (range: SelectedLineRange) => findSelectedPlace(file, paths, range);

test('gives a deleted line only its old number', () => {
  expect(find(select('deletions', 11))).toEqual({
    place: { ...paths, oldLine: 11, newLine: null, startLine: null },
    quoted: 'old',
  });
});

test('gives an added line only its new number', () => {
  expect(find(select('additions', 12))?.place).toMatchObject({ oldLine: null, newLine: 12 });
});

test('gives an unchanged line both numbers, whichever was clicked', () => {
  const wanted = { oldLine: 12, newLine: 13, startLine: null };
  expect(find(select('additions', 13))?.place).toMatchObject(wanted);
  expect(find(select('deletions', 12))?.place).toMatchObject(wanted);
});

test('starts a range on the side of its last line, selected downwards or upwards', () => {
  const wanted = {
    place: { oldLine: 12, newLine: 13, startLine: 11 },
    quoted: 'new\nmore\ntwelve',
  };
  expect(find(select('deletions', 11, 'additions', 13))).toMatchObject(wanted);
  expect(find(select('additions', 13, 'deletions', 11))).toMatchObject(wanted);
});

test('quotes the old lines of a range that ends at a deleted line', () => {
  expect(find(select('additions', 10, 'deletions', 11))).toMatchObject({
    place: { oldLine: 11, newLine: null, startLine: 10 },
    quoted: 'ten\nold',
  });
});

test('marks an omission where a range skips lines', () => {
  const wide = getFileDiff(toSamplePatch('@@ -1 +1 @@\n-a\n+b\n', '@@ -9 +9 @@\n-c\n+d\n'));
  expect(findSelectedPlace(wide, paths, select('additions', 1, 'additions', 9))?.quoted).toBe(
    'b\n…\nd',
  );
});

test('cuts a long quotation after a complete line', () => {
  const lines = Array.from({ length: 200 }, (_, at) => `+${at} ${'x'.repeat(100)}`);
  const long = getFileDiff(toSamplePatch(`@@ -0,0 +1,200 @@\n${lines.join('\n')}\n`));
  const quoted =
    findSelectedPlace(long, paths, select('additions', 1, 'additions', 200))?.quoted ?? '';
  expect(quoted.length).toBeLessThanOrEqual(10_000);
  expect(quoted).toMatch(/x{100}\n…$/);
});

test('finds no place for lines that are not shown', () => {
  expect(find(select('additions', 99))).toBeUndefined();
});

test('restores the selection of a place', () => {
  const range = select('additions', 11, 'additions', 13);
  const place = find(range)?.place;
  expect(place && toSelectedRange(place)).toEqual(range);
});
