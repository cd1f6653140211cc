import './testing/navigator.ts';
import { expect, test } from 'vitest';
import type { Diff, DiffFile } from '../../../../src/contract/diff.ts';
import { buildEntries, canLoad, findFoldReason } from './diff-entries.ts';
import { parsePatch } from './parse-patch.ts';

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
  files_at_least: false,
});

const patch =
  'diff --git a/b.ts b/b.ts\nindex 1..2 100644\n--- a/b.ts\n+++ b/b.ts\n@@ -1 +1 @@\n-a\n+b\n';

test('lists files in the order of the patch, then files without lines', () => {
  const diff = toDiff([toFile('a.ts'), toFile('b.ts')], patch);
  const patches = [...parsePatch(patch)];
  const paths = (complete: boolean) =>
    buildEntries({ diff, patches, complete }).map(({ file }) => file.path);
  expect(paths(true)).toEqual(['b.ts', 'a.ts']);
  expect(paths(false)).toEqual(['b.ts']);
});

test('shows a file that is missing from the list', () => {
  const [entry] = buildEntries({
    diff: toDiff([]),
    patches: [...parsePatch(patch)],
    complete: true,
  });
  expect(entry?.file).toEqual(toFile('b.ts'));
});

test('can load missing lines only of files that have lines', () => {
  const files = [
    toFile('a.ts'),
    toFile('x.png', { binary: true }),
    toFile('mode', { additions: 0, deletions: 0 }),
  ];
  const entries = buildEntries({ diff: toDiff(files), patches: [], complete: true });
  expect(entries.map(canLoad)).toEqual([true, false, false]);
});

const small = { additions: 2, deletions: 1 };

test.each([
  ['src/app.ts', undefined],
  ['src/distance/vendor.ts', undefined],
  ['web/package-lock.json', 'lock'],
  ['uv.lock', 'lock'],
  ['public/app.min.js', 'minified'],
  ['src/__snapshots__/a.test.ts.snap', 'snapshot'],
  ['vendor/lib/a.js', 'vendored'],
  ['third_party/x.c', 'vendored'],
  ['packages/web/dist/index.js', 'build'],
  ['api/v1/service.pb.go', 'generated'],
  ['proto/service_pb2.py', 'generated'],
  ['web/service_pb.d.ts', 'generated'],
  ['web/service.pb.ts', 'generated'],
  ['src/schema_generated.rs', 'generated'],
  ['Forms/Main.Designer.vb', 'generated'],
  ['App.xcodeproj/project.pbxproj', 'generated'],
  ['gradlew', 'generated'],
])('folds %s by default because: %s', (path, reason) => {
  expect(findFoldReason({ path, ...small })).toBe(reason);
});

test('folds long files and files marked as generated', () => {
  const path = 'src/app.ts';
  expect(findFoldReason({ path, additions: 700, deletions: 101 })).toBe('long');
  expect(findFoldReason({ path, ...small }, true)).toBe('generated');
});
