import './testing/navigator.ts';
import type { FileDiffMetadata } from '@pierre/diffs';
import { expect, test } from 'vitest';
import { parseFilePatch } from './parse-patch.ts';
import { reversePatch } from './use-file-contexts.ts';

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
  const { content } = parseFilePatch(header + hunks);
  if (content.state !== 'text') throw new Error('This patch should be readable.');
  return content.fileDiff;
}

test('reconstructs the file before the change', () => {
  expect(reversePatch(patch, after)).toEqual({ before, after });
});

test('rejects a file that the patch does not belong to', () => {
  expect(reversePatch(patch, after.replace('five', 'other'))).toBeUndefined();
  expect(reversePatch(patch, `new first line\n${after}`)).toBeUndefined();
  expect(reversePatch(patch, '')).toBeUndefined();
});

test('ignores Windows line endings and a missing final newline', () => {
  const ending = read(
    '@@ -2,2 +2,2 @@\n b\r\n-c\n\\ No newline at end of file\n+d\n\\ No newline at end of file\n',
  );
  expect(reversePatch(ending, 'a\r\nb\r\nd')).toEqual({
    before: 'a\r\nb\r\nc',
    after: 'a\r\nb\r\nd',
  });
});
