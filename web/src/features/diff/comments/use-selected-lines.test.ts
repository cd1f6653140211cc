import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { getFileDiff, sampleHunk, toSamplePatch } from './testing/sample-file.ts';
import { findFirstLine, stepLine } from './use-selected-lines.ts';

const file = getFileDiff(toSamplePatch(sampleHunk, '@@ -30 +31 @@\n-thirty\n+dreißig\n'));
const select = (side: SelectionSide, start: number, end = start): SelectedLineRange => ({
  side,
  start,
  endSide: side,
  end,
});

test('steps to the other side and to the next hunk', () => {
  expect(stepLine(file, select('deletions', 11), 1)?.range).toEqual(select('additions', 11));
  expect(stepLine(file, select('additions', 11), -1)?.range).toEqual(select('deletions', 11));
  expect(stepLine(file, select('additions', 14), 1)?.range).toEqual(select('deletions', 30));
});

test('steps forward from the end of a range and back from its start', () => {
  expect(stepLine(file, select('additions', 11, 13), 1)?.range).toEqual(select('additions', 14));
  expect(stepLine(file, select('additions', 12, 13), -1)?.range).toEqual(select('additions', 11));
});

test('returns nothing after the last line', () => {
  expect(stepLine(file, select('additions', 31), 1)).toBeUndefined();
  expect(stepLine(file, select('additions', 10), -1)).toBeUndefined();
});

test('finds the first line of a hunk with its text', () => {
  expect(findFirstLine(file, select('additions', 10, 14))).toMatchObject({
    range: select('additions', 10),
    row: { text: 'ten' },
  });
});
