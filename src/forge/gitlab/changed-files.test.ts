import { describe, expect, test } from 'vitest';
import { parseDiffFiles } from '../diff/parse-files.ts';
import { parseDiffPiece, toDiffFile, toUnifiedDiff } from './changed-files.ts';

const hunks = '@@ -1,2 +1,2 @@\n one\n-two\n+three\n';

function toPiece(more: Record<string, unknown> = {}) {
  const piece = parseDiffPiece({
    old_path: 'a.txt',
    new_path: 'a.txt',
    a_mode: '100644',
    b_mode: '100644',
    diff: hunks,
    new_file: false,
    renamed_file: false,
    deleted_file: false,
    ...more,
  });
  if (!piece) throw new Error('unread');
  return piece;
}

const cases: [string, Record<string, unknown>][] = [
  ['a change', {}],
  ['a new file', { new_file: true, a_mode: '0', diff: '@@ -0,0 +1 @@\n+one\n' }],
  ['an empty new file', { new_file: true, diff: '' }],
  ['a deleted file', { deleted_file: true, b_mode: '0', diff: '@@ -1 +0,0 @@\n-one\n' }],
  ['a pure rename', { renamed_file: true, old_path: 'b.txt', diff: '' }],
  ['a rename with changes', { renamed_file: true, old_path: 'b.txt' }],
  ['a changed mode', { a_mode: '100644', b_mode: '100755', diff: '' }],
  ['a binary file', { diff: 'Binary files a/a.txt and b/a.txt differ\n' }],
  ['a name with a space', { old_path: 'a b.txt', new_path: 'a b.txt' }],
  ['a name with quotes', { old_path: 'a"b\\.txt', new_path: 'a"b\\.txt' }],
  ['a name with a tab', { old_path: 'a\tb', new_path: 'a\tb' }],
  ['a name with letters of the world', { old_path: 'ü/日本', new_path: 'ü/日本' }],
  ['no newline at the end', { diff: '@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n' }],
  ['the form of old versions', { diff: `--- a/a.txt\n+++ b/a.txt\n${hunks}` }],
  ['a line that looks like a header', { diff: '@@ -1,2 +1,2 @@\n--- a\n+++ b\n c\n' }],
];

describe('pieces become a diff that is read as they are', () => {
  test.each(cases)('%s', (_, more) => {
    const piece = toPiece(more);
    expect(piece.isLeftOut).toBe(false);
    expect(parseDiffFiles(toUnifiedDiff([piece]))).toEqual([toDiffFile(piece)]);
  });

  test('all of them together', () => {
    const pieces = cases.map(([, more]) => toPiece(more));
    expect(parseDiffFiles(toUnifiedDiff(pieces))).toEqual(pieces.map(toDiffFile));
  });
});

test('the diff is written as git writes it', () => {
  const renamed = { renamed_file: true, old_path: 'old name', new_path: 'new"name' };
  expect(toUnifiedDiff([toPiece(), toPiece({ ...renamed, b_mode: '100755' })])).toBe(
    [
      'diff --git a/a.txt b/a.txt',
      '--- a/a.txt',
      '+++ b/a.txt',
      hunks.trimEnd(),
      'diff --git a/old name "b/new\\"name"',
      'old mode 100644',
      'new mode 100755',
      'rename from old name',
      'rename to "new\\"name"',
      '--- a/old name\t',
      '+++ "b/new\\"name"',
      hunks,
    ].join('\n'),
  );
});

describe('what GitLab left out', () => {
  test.each([
    { too_large: true, diff: '' },
    { collapsed: true, diff: '' },
    // Versions that do not say so.
    { diff: '' },
  ])('is known to be: %j', (more) => {
    expect(toPiece(more).isLeftOut).toBe(true);
  });
});
