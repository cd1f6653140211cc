import { expect, test } from 'vitest';
import { listLineRows } from './line-rows.ts';
import { getFileDiff, sampleHunk, toSamplePatch } from './testing/sample-file.ts';

test('numbers deleted lines by the old side, added lines by the new side, unchanged lines by both', () => {
  const rows = listLineRows(getFileDiff(toSamplePatch(sampleHunk)));
  expect(rows.map(({ oldLine, newLine, text }) => [oldLine, newLine, text])).toEqual([
    [10, 10, 'ten'],
    [11, null, 'old'],
    [null, 11, 'new'],
    [null, 12, 'more'],
    [12, 13, 'twelve'],
    [13, 14, 'thirteen'],
  ]);
});

test('handles hunks with an empty side', () => {
  const patch = toSamplePatch('@@ -3,0 +4 @@\n+added\n', '@@ -9 +10,0 @@\n-deleted\n');
  expect(listLineRows(getFileDiff(patch))).toMatchObject([
    { oldLine: null, newLine: 4, text: 'added' },
    { oldLine: 9, newLine: null, text: 'deleted' },
  ]);
});

test('includes the context once the whole file is loaded', () => {
  const file = getFileDiff(toSamplePatch('@@ -3 +3,2 @@\n-three\n+drei\n+mehr\n'));
  file.isPartial = false;
  file.additionLines = ['one\n', 'two\n', 'drei\n', 'mehr\n', 'four\n'];
  file.deletionLines = ['one\n', 'two\n', 'three\n', 'four\n'];
  for (const part of file.hunks[0]?.hunkContent ?? []) {
    part.additionLineIndex = 2;
    part.deletionLineIndex = 2;
  }
  expect(listLineRows(file)).toEqual([
    { oldLine: 1, newLine: 1, text: 'one', inPatch: false },
    { oldLine: 2, newLine: 2, text: 'two', inPatch: false },
    { oldLine: 3, newLine: null, text: 'three', inPatch: true },
    { oldLine: null, newLine: 3, text: 'drei', inPatch: true },
    { oldLine: null, newLine: 4, text: 'mehr', inPatch: true },
    { oldLine: 4, newLine: 5, text: 'four', inPatch: false },
  ]);
});
