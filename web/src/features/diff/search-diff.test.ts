import './testing/navigator.ts';
import { expect, test } from 'vitest';
import type { DiffFile } from '../../../../src/contract/diff.ts';
import { parsePatch } from './parse-patch.ts';
import { mostMatches, searchDiff } from './search-diff.ts';

const diff = `diff --git a/a.ts b/a.ts
--- a/a.ts
+++ b/a.ts
@@ -10,3 +10,3 @@
 one Retry
-two retry
+two RETRY again
 three
diff --git a/b.ts b/b.ts
--- a/b.ts
+++ b/b.ts
@@ -1,0 +2,1 @@
+let retry = 1;
`;

const toEntries = (text: string) =>
  [...parsePatch(text)].map((patch) => {
    const file: DiffFile = {
      path: patch.path,
      previous_path: null,
      status: 'modified',
      additions: 1,
      deletions: 1,
      binary: false,
    };
    return { file, patch, version: '1', foldReason: undefined };
  });

test('finds a text in unchanged, removed and added lines of all files, in their order', () => {
  expect(searchDiff(toEntries(diff), 'retry')).toEqual([
    { path: 'a.ts', side: 'additions', line: 10 },
    { path: 'a.ts', side: 'deletions', line: 11 },
    { path: 'a.ts', side: 'additions', line: 11 },
    { path: 'b.ts', side: 'additions', line: 2 },
  ]);
});

test('finds nothing for an empty text, and takes no text for a pattern', () => {
  expect(searchDiff(toEntries(diff), '')).toEqual([]);
  expect(searchDiff(toEntries(diff), 'r.try')).toEqual([]);
});

test('stops counting at a limit', () => {
  const lines = '+x\n'.repeat(mostMatches + 9);
  const long = `diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1,${mostMatches + 9} @@\n${lines}`;
  expect(searchDiff(toEntries(long), 'x')).toHaveLength(mostMatches);
});
