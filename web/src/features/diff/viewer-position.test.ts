import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { parseFilePatch } from './parse-patch.ts';
import { findLastAbove, findNextHunk, listHunkStarts } from './viewer-position.ts';

test('starts a hunk at its first line, on the side that has it', () => {
  const { content } = parseFilePatch(
    'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n' +
      '@@ -3,2 +3,2 @@\n a\n-b\n+c\n@@ -20 +19,0 @@\n-d\n@@ -30,0 +30 @@\n+e\n',
  );
  expect(content.state === 'text' && listHunkStarts(content.fileDiff)).toEqual([
    { side: 'additions', lineNumber: 3 },
    { side: 'deletions', lineNumber: 20 },
    { side: 'additions', lineNumber: 30 },
  ]);
});

test('finds the last hunk that starts above a position', () => {
  expect(findLastAbove([10, 50, 90], 60)).toBe(1);
  expect(findLastAbove([10, 50, 90], 5)).toBe(-1);
});

test('finds the next hunk in another file, skipping files without visible hunks', () => {
  const counts = [2, 0, 0, 1];
  expect(findNextHunk(counts, { file: 0, hunk: -1 }, 1)).toEqual({ file: 0, hunk: 0 });
  expect(findNextHunk(counts, { file: 0, hunk: 1 }, 1)).toEqual({ file: 3, hunk: 0 });
  expect(findNextHunk(counts, { file: 3, hunk: 0 }, -1)).toEqual({ file: 0, hunk: 1 });
  expect(findNextHunk(counts, { file: 3, hunk: 0 }, 1)).toBeUndefined();
  expect(findNextHunk(counts, { file: 0, hunk: 0 }, -1)).toBeUndefined();
});
