import { describe, expect, test } from 'vitest';
import { parseDiffFiles } from '../diff/parse-files.ts';
import { parseChangedFile, toDiffFile, toUnifiedDiff } from './changed-files.ts';

const hunks = '@@ -1,2 +1,2 @@\n one\n-two\n+three\n';

function toFile(more: Record<string, unknown> = {}) {
  const file = parseChangedFile({
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
  if (!file) throw new Error('unread');
  return file;
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
  ['a name with letters outside ASCII', { old_path: 'ü/日本', new_path: 'ü/日本' }],
  ['no newline at the end', { diff: '@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n' }],
  ['the format of old versions', { diff: `--- a/a.txt\n+++ b/a.txt\n${hunks}` }],
  ['a line that looks like a header', { diff: '@@ -1,2 +1,2 @@\n--- a\n+++ b\n c\n' }],
];

describe('a diff built from changed files parses back to the same files', () => {
  test.each(cases)('%s', (_, more) => {
    const file = toFile(more);
    expect(file.omitted).toBe(false);
    expect(parseDiffFiles(toUnifiedDiff([file]))).toEqual([toDiffFile(file)]);
  });

  test('all of these in one diff', () => {
    const files = cases.map(([, more]) => toFile(more));
    expect(parseDiffFiles(toUnifiedDiff(files))).toEqual(files.map(toDiffFile));
  });
});

test('formats the diff as git does', () => {
  const renamed = { renamed_file: true, old_path: 'old name', new_path: 'new"name' };
  expect(toUnifiedDiff([toFile(), toFile({ ...renamed, b_mode: '100755' })])).toBe(
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

describe('hunks that GitLab omitted', () => {
  test.each([
    { too_large: true, diff: '' },
    { collapsed: true, diff: '' },
    // Versions without either flag.
    { diff: '' },
  ])('are detected: %j', (more) => {
    expect(toFile(more).omitted).toBe(true);
  });
});
