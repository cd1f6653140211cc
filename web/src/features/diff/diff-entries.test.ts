import './testing/navigator.ts';

import { expect, test } from 'vitest';
import type { Diff, DiffFile } from '../../../../src/contract/diff.ts';
import { canLoad, toEntries } from './diff-entries.ts';
import { readPatch } from './read-patch.ts';

const toFile = (path: string, facts: Partial<DiffFile> = {}): DiffFile => ({
  path,
  previous_path: null,
  status: 'modified',
  additions: 1,
  deletions: 1,
  binary: false,
  ...facts,
});

const toDiff = (files: DiffFile[], diff = ''): Diff => ({
  chat_id: 'chat',
  provider: 'github',
  remote_origin: 'https://github.com/acme/app.git',
  branch: 'topic',
  pull_request_url: null,
  head_sha: 'abc',
  files,
  diff,
  truncated: diff === '',
});

const patch =
  'diff --git a/b.ts b/b.ts\nindex 1..2 100644\n--- a/b.ts\n+++ b/b.ts\n@@ -1 +1 @@\n-a\n+b\n';

test('files stand as in the patch, then those without lines', () => {
  const diff = toDiff([toFile('a.ts'), toFile('b.ts')], patch);
  const patches = [...readPatch(patch)];
  const paths = (complete: boolean) =>
    toEntries({ diff, patches, complete }).map(({ file }) => file.path);
  expect(paths(true)).toEqual(['b.ts', 'a.ts']);
  expect(paths(false)).toEqual(['b.ts']);
});

test('a file that the list forgot is shown all the same', () => {
  const [entry] = toEntries({ diff: toDiff([]), patches: [...readPatch(patch)], complete: true });
  expect(entry?.file).toEqual(toFile('b.ts'));
});

test('lines that did not come are to be had, unless there are none', () => {
  const files = [
    toFile('a.ts'),
    toFile('x.png', { binary: true }),
    toFile('mode', { additions: 0, deletions: 0 }),
  ];
  const entries = toEntries({ diff: toDiff(files), patches: [], complete: true });
  expect(entries.map(canLoad)).toEqual([true, false, false]);
});
