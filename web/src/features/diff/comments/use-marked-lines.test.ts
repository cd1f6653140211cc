import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { getFileDiff, sampleHunk, toSamplePatch } from './testing/sample-file.ts';
import { findFirstLine, stepLine } from './use-marked-lines.ts';

const file = getFileDiff(toSamplePatch(sampleHunk, '@@ -30 +31 @@\n-thirty\n+dreißig\n'));
const mark = (side: SelectionSide, start: number, end = start): SelectedLineRange => ({
  side,
  start,
  endSide: side,
  end,
});

test('the next line may be on the other side, or in the next hunk', () => {
  expect(stepLine(file, mark('deletions', 11), 1)?.range).toEqual(mark('additions', 11));
  expect(stepLine(file, mark('additions', 11), -1)?.range).toEqual(mark('deletions', 11));
  expect(stepLine(file, mark('additions', 14), 1)?.range).toEqual(mark('deletions', 30));
});

test('from a range it goes on at its end, and back from its start', () => {
  expect(stepLine(file, mark('additions', 11, 13), 1)?.range).toEqual(mark('additions', 14));
  expect(stepLine(file, mark('additions', 12, 13), -1)?.range).toEqual(mark('additions', 11));
});

test('after the last line there is none', () => {
  expect(stepLine(file, mark('additions', 31), 1)).toBeUndefined();
  expect(stepLine(file, mark('additions', 10), -1)).toBeUndefined();
});

test('the first line of a hunk is found with what it says', () => {
  expect(findFirstLine(file, mark('additions', 10, 14))).toMatchObject({
    range: mark('additions', 10),
    row: { text: 'ten' },
  });
});
