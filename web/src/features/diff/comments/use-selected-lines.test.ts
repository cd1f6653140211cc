import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { getFileDiff, sampleHunk, toSamplePatch } from './testing/sample-file.ts';
import { findFirstLine, stepLine } from './use-selected-lines.ts';

const file = getFileDiff(toSamplePatch(sampleHunk, '@@ -30 +31 @@\n-thirty\n+dreißig\n'));
const mark = (side: SelectionSide, start: number, end = start): SelectedLineRange => ({
  side,
  start,
  endSide: side,
  end,
});

test('steps to the other side and to the next hunk', () => {
  expect(stepLine(file, mark('deletions', 11), 1)?.range).toEqual(mark('additions', 11));
  expect(stepLine(file, mark('additions', 11), -1)?.range).toEqual(mark('deletions', 11));
  expect(stepLine(file, mark('additions', 14), 1)?.range).toEqual(mark('deletions', 30));
});

test('steps forward from the end of a range and back from its start', () => {
  expect(stepLine(file, mark('additions', 11, 13), 1)?.range).toEqual(mark('additions', 14));
  expect(stepLine(file, mark('additions', 12, 13), -1)?.range).toEqual(mark('additions', 11));
});

test('returns nothing after the last line', () => {
  expect(stepLine(file, mark('additions', 31), 1)).toBeUndefined();
  expect(stepLine(file, mark('additions', 10), -1)).toBeUndefined();
});

test('finds the first line of a hunk with its text', () => {
  expect(findFirstLine(file, mark('additions', 10, 14))).toMatchObject({
    range: mark('additions', 10),
    row: { text: 'ten' },
  });
});
