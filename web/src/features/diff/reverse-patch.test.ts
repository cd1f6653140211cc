import './testing/navigator.ts';

import type { FileDiffMetadata } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { toFilePatch } from './parse-patch.ts';
import { findBothSides } from './reverse-patch.ts';

const before = Array.from({ length: 30 }, (_, at) => `line ${at + 1}\n`).join('');
const after = before
  .replace('line 5\n', 'five\n')
  .replace('line 20\n', '')
  .replace('line 25\n', 'line 25\nmore\n');
const patch = read(
  '@@ -4,3 +4,3 @@\n line 4\n-line 5\n+five\n line 6\n' +
    '@@ -20 +19,0 @@\n-line 20\n' +
    '@@ -25,0 +25 @@\n+more\n',
);

function read(hunks: string): FileDiffMetadata {
  const header = 'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n';
  const { content } = toFilePatch(header + hunks);
  if (content.state !== 'text') throw new Error('This patch should be readable.');
  return content.fileDiff;
}

test('the file before is what the patch taken back makes of the file after', () => {
  expect(findBothSides(patch, after)).toEqual({ before, after });
});

test('a text that the patch was not made of is refused', () => {
  expect(findBothSides(patch, after.replace('five', 'other'))).toBeUndefined();
  expect(findBothSides(patch, `new first line\n${after}`)).toBeUndefined();
  expect(findBothSides(patch, '')).toBeUndefined();
});

test('Windows line ends and a missing last one are no difference', () => {
  const ending = read(
    '@@ -2,2 +2,2 @@\n b\r\n-c\n\\ No newline at end of file\n+d\n\\ No newline at end of file\n',
  );
  expect(findBothSides(ending, 'a\r\nb\r\nd')).toEqual({
    before: 'a\r\nb\r\nc',
    after: 'a\r\nb\r\nd',
  });
});
