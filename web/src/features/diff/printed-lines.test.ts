import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { parseFilePatch } from './parse-patch.ts';
import { listPrintedLines } from './printed-lines.ts';

test('lists the lines of every hunk with both numbers', () => {
  const { content } = parseFilePatch(`diff --git a/a.ts b/a.ts
--- a/a.ts
+++ b/a.ts
@@ -10,2 +10,2 @@ f()
 one
-two
+TWO
@@ -30,1 +30,2 @@
 three
+four
`);
  if (content.state !== 'text') throw new Error(content.state);
  const lines = listPrintedLines(content.fileDiff);
  expect(lines.map(({ sign, old, now, text }) => `${old}|${now}|${sign}${text}`)).toEqual([
    '||@@@ -10,2 +10,2 @@ f()',
    '10|10| one',
    '11||-two',
    '|11|+TWO',
    '||@@@ -30,1 +30,2 @@',
    '30|30| three',
    '|31|+four',
  ]);
});
