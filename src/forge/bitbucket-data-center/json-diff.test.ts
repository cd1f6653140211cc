import { describe, expect, test } from 'vitest';
import { parseDiffFiles } from '../diff/parse-files.ts';
import { formatUnifiedDiff, parseChangeSet } from './json-diff.ts';
import { toDiffJson } from './testing/diff-json.ts';

const gits = `diff --git a/src/app.ts b/src/app.ts
--- a/src/app.ts
+++ b/src/app.ts
@@ -1,3 +1,3 @@
 one
-two
+2
 three
@@ -20,2 +20,3 @@
 x
+y
 z
diff --git a/new.txt b/new.txt
new file mode 100644
--- /dev/null
+++ b/new.txt
@@ -0,0 +1,1 @@
+hello
diff --git a/old.txt b/old.txt
deleted file mode 100644
--- a/old.txt
+++ /dev/null
@@ -1,1 +0,0 @@
-bye
diff --git a/before.md b/after.md
rename from before.md
rename to after.md
--- a/before.md
+++ b/after.md
@@ -1,1 +1,1 @@
-a
+b
`;

function getChangeSet(body: unknown) {
  const read = parseChangeSet(body);
  if (!read) throw new Error('The diff was not read.');
  return read;
}

describe('a diff in JSON', () => {
  test('is formatted as git prints it', () => {
    expect(formatUnifiedDiff(getChangeSet(toDiffJson(gits, 3)))).toBe(gits);
  });

  test('has the same files as its text', () => {
    const files = getChangeSet(toDiffJson(gits, 3)).changes.map(({ file }) => file);
    expect(files).toEqual(parseDiffFiles(gits));
  });

  test('has the same counts without context lines', () => {
    const files = getChangeSet(toDiffJson(gits, 0)).changes.map(({ file }) => file);
    expect(files).toEqual(parseDiffFiles(gits));
  });
});

const path = { toString: 'a.bin' };

test('marks a binary file', () => {
  const read = getChangeSet({ diffs: [{ source: path, destination: path, binary: true }] });
  expect(formatUnifiedDiff(read)).toContain('Binary files a/a.bin and b/a.bin differ');
  expect(read.changes[0]?.file).toMatchObject({ status: 'modified', binary: true });
});

test('prints no hunks for a file that only moved', () => {
  const moved = { source: path, destination: { toString: 'b.bin' }, hunks: [] };
  const diff = formatUnifiedDiff(getChangeSet({ diffs: [moved] }));
  expect(parseDiffFiles(diff)).toMatchObject([
    { path: 'b.bin', previousPath: 'a.bin', status: 'renamed' },
  ]);
});

test.each(['with space.txt', 'ünï/日本.txt', 'quo"te.txt', 'tab\there.txt', 'back\\slash.txt'])(
  'the path %j can be parsed from the text',
  (name) => {
    const segments = [{ type: 'ADDED', lines: [{ line: 'x' }] }];
    const hunks = [{ sourceLine: 0, destinationLine: 1, segments }];
    const read = getChangeSet({
      diffs: [{ source: null, destination: { toString: name }, hunks }],
    });
    const files = parseDiffFiles(formatUnifiedDiff(read));
    expect(files).toEqual([read.changes[0]?.file]);
    expect(files[0]?.path).toBe(name);
  },
);

test('a line break within a line or a context does not corrupt the diff', () => {
  const line = 'x\ndiff --git a/evil b/evil\n--- a/evil';
  const segments = [{ type: 'ADDED', lines: [{ line }] }];
  const hunk = { sourceLine: 1, destinationLine: 1, context: 'f()\n+evil', segments };
  const diff = formatUnifiedDiff(
    getChangeSet({ diffs: [{ source: path, destination: path, hunks: [hunk] }] }),
  );
  expect(parseDiffFiles(diff)).toMatchObject([{ path: 'a.bin', additions: 1 }]);
});

describe('a cut diff is recognized', () => {
  const cut = { truncated: true };
  const line = { line: 'x' };
  test.each([
    { ...cut, diffs: [] },
    { diffs: [{ source: path, destination: path, ...cut }] },
    { diffs: [{ source: path, hunks: [{ segments: [], ...cut }] }] },
    { diffs: [{ source: path, hunks: [{ segments: [{ type: 'ADDED', lines: [], ...cut }] }] }] },
    {
      diffs: [
        { source: path, hunks: [{ segments: [{ type: 'ADDED', lines: [{ ...line, ...cut }] }] }] },
      ],
    },
  ])('in form %#', (body) => {
    expect(getChangeSet(body).truncated).toBe(true);
  });
});
