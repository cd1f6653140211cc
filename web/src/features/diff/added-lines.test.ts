import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { listAddedLines } from './added-lines.ts';
import { parseFilePatch } from './parse-patch.ts';

test('added lines have their numbers in the new file, in every hunk', () => {
  const { content } = parseFilePatch(
    [
      'diff --git a/read.md b/read.md',
      '--- a/read.md',
      '+++ b/read.md',
      '@@ -1,3 +1,4 @@',
      ' one',
      '-two',
      '+2',
      '+2.5',
      ' three',
      '@@ -20,2 +21,3 @@',
      ' twenty',
      '+new',
      ' last',
      '',
    ].join('\n'),
  );
  if (content.state !== 'text') throw new Error(content.state);
  expect([...listAddedLines(content.fileDiff)]).toEqual([2, 3, 22]);
});
