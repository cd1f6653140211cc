import { describe, expect, test } from 'vitest';
import { findDiffOfSides, findPartOfDiff, toFileDiff } from './file-diff.ts';
import type { FileText } from './file-text.ts';

const paths = { path: 'b.ts', previousPath: null };
const binary: FileText = { kind: 'binary', bytes: Buffer.alloc(1) };
const tooLarge: FileText = { kind: 'too_large' };

function text(content: string): FileText {
  return { kind: 'text', text: content };
}

async function findDiff(before: FileText | null, after: FileText | null, previousPath?: string) {
  const renamed = { ...paths, previousPath: previousPath ?? null };
  const found = await findDiffOfSides(renamed, [before, after], 1_000);
  return found?.kind === 'found' ? found.diff.split('\n') : found;
}

describe('the diff of both sides of a file', () => {
  test('contains the changed lines', async () => {
    expect(await findDiff(text('one\n'), text('two\n'))).toEqual([
      'diff --git a/b.ts b/b.ts',
      '--- a/b.ts',
      '+++ b/b.ts',
      '@@ -1,1 +1,1 @@',
      '-one',
      '+two',
      '',
    ]);
  });

  test.each<[string, FileText | null, FileText | null, string]>([
    ['an empty new file', null, text(''), 'new file mode 100644'],
    ['a deleted empty file', text(''), null, 'deleted file mode 100644'],
    ['a new binary file', null, binary, 'Binary files /dev/null and b/b.ts differ'],
    ['a file that became binary', text('one\n'), binary, 'Binary files a/b.ts and b/b.ts differ'],
  ])('describes %s', async (_, before, after, line) => {
    expect(await findDiff(before, after)).toContain(line);
  });

  test('describes a rename with and without changes', async () => {
    const moved = ['rename from a.ts', 'rename to b.ts'];
    expect(await findDiff(text('one\n'), text('one\n'), 'a.ts')).toEqual(
      expect.arrayContaining(moved),
    );
    expect(await findDiff(text('one\n'), text('two\n'), 'a.ts')).toEqual(
      expect.arrayContaining([...moved, '--- a/a.ts', '+++ b/b.ts', '+two']),
    );
  });

  test.each([
    [tooLarge, text('one\n')],
    [text('one\n'), tooLarge],
    [binary, tooLarge],
  ])('is not computed when one side is too large', async (before, after) => {
    expect(await findDiff(before, after)).toEqual({ kind: 'too_large' });
  });

  test('is undefined when both sides are missing or equal', async () => {
    expect(await findDiff(null, null)).toBeUndefined();
    expect(await findDiff(text('one\n'), text('one\n'))).toBeUndefined();
  });
});

describe('one file’s part of a diff', () => {
  const first = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+\rdiff --git a/c b/c\n';
  const second = 'diff --git a/b b/b\nindex 1..2\nBinary files a/b and b/b differ\n';

  test('is extracted unchanged', async () => {
    expect(await findPartOfDiff(first + second, { path: 'a' })).toMatchObject({ diff: first });
    expect(await findPartOfDiff(first + second, { path: 'b' })).toEqual({
      kind: 'found',
      diff: second,
      binary: true,
    });
  });

  test('is undefined for a file that is not in the diff, even if a changed line looks like it', async () => {
    expect(await findPartOfDiff(first + second, { path: 'c' })).toBeUndefined();
    expect(await findPartOfDiff('', { path: 'a' })).toBeUndefined();
  });
});

describe('a patch', () => {
  const found = { kind: 'found', diff: 'ä\n', binary: false } as const;

  test.each([
    [3, { kind: 'text', diff: 'ä\n', headSha: 'abc' }],
    [2, { kind: 'too_large' }],
  ])('is returned up to the limit of %i bytes', async (limitBytes, expected) => {
    expect(toFileDiff(found, 'abc', limitBytes)).toEqual(expected);
  });

  test('of a binary file is binary', async () => {
    const outcome = toFileDiff({ ...found, binary: true }, null, 100);
    expect(outcome).toEqual({ kind: 'binary', headSha: null });
  });
});
