import { describe, expect, test } from 'vitest';
import { findDiffOfSides, findPartOfDiff, toFileDiff } from './file-diff.ts';
import type { FileText } from './file-text.ts';

const paths = { path: 'b.ts', previousPath: null };
const binary: FileText = { kind: 'binary' };
const tooLarge: FileText = { kind: 'too_large' };

function text(content: string): FileText {
  return { kind: 'text', text: content };
}

function findDiff(before: FileText | null, after: FileText | null, previousPath?: string) {
  const found = findDiffOfSides({ ...paths, previousPath: previousPath ?? null }, [before, after]);
  return found?.kind === 'found' ? found.diff.split('\n') : found;
}

describe('both sides of a file', () => {
  test('differ by their lines', () => {
    expect(findDiff(text('one\n'), text('two\n'))).toEqual([
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
    ['an empty file that went', text(''), null, 'deleted file mode 100644'],
    ['a new binary file', null, binary, 'Binary files /dev/null and b/b.ts differ'],
    ['what became binary', text('one\n'), binary, 'Binary files a/b.ts and b/b.ts differ'],
  ])('tell %s', (_, before, after, line) => {
    expect(findDiff(before, after)).toContain(line);
  });

  test('tell from where it moved, changed or not', () => {
    const moved = ['rename from a.ts', 'rename to b.ts'];
    expect(findDiff(text('one\n'), text('one\n'), 'a.ts')).toEqual(expect.arrayContaining(moved));
    expect(findDiff(text('one\n'), text('two\n'), 'a.ts')).toEqual(
      expect.arrayContaining([...moved, '--- a/a.ts', '+++ b/b.ts', '+two']),
    );
  });

  test.each([
    [tooLarge, text('one\n')],
    [text('one\n'), tooLarge],
    [binary, tooLarge],
  ])('are not compared when one is too large', (before, after) => {
    expect(findDiff(before, after)).toEqual({ kind: 'too_large' });
  });

  test('do not tell what is on none of them, or the same', () => {
    expect(findDiff(null, null)).toBeUndefined();
    expect(findDiff(text('one\n'), text('one\n'))).toBeUndefined();
  });
});

describe('a part of a whole diff', () => {
  const first = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+\rdiff --git a/c b/c\n';
  const second = 'diff --git a/b b/b\nindex 1..2\nBinary files a/b and b/b differ\n';

  test('is cut out as it is', () => {
    expect(findPartOfDiff(first + second, { path: 'a' })).toMatchObject({ diff: first });
    expect(findPartOfDiff(first + second, { path: 'b' })).toEqual({
      kind: 'found',
      diff: second,
      binary: true,
    });
  });

  test('is none for another file, and for one that a changed line looks like', () => {
    expect(findPartOfDiff(first + second, { path: 'c' })).toBeUndefined();
    expect(findPartOfDiff('', { path: 'a' })).toBeUndefined();
  });
});

describe('a patch', () => {
  const found = { kind: 'found', diff: 'ä\n', binary: false } as const;

  test.each([
    [3, { kind: 'text', diff: 'ä\n', headSha: 'abc' }],
    [2, { kind: 'too_large' }],
  ])('is shown up to the cap of %i bytes', (limitBytes, expected) => {
    expect(toFileDiff(found, 'abc', limitBytes)).toEqual(expected);
  });

  test('of bytes is binary', () => {
    const outcome = toFileDiff({ ...found, binary: true }, null, 100);
    expect(outcome).toEqual({ kind: 'binary', headSha: null });
  });
});
