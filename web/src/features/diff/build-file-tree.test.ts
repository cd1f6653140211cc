import { expect, test } from 'vitest';
import type { DiffFile } from '../../../../src/contract/diff.ts';
import { buildFileTree, filterFiles, type TreeNode } from './build-file-tree.ts';

const toFile = (path: string): DiffFile => ({
  path,
  previous_path: null,
  status: 'modified',
  additions: 1,
  deletions: 0,
  binary: false,
});

const draw = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map(({ name, children }) => (children ? [name, draw(children)] : name));

test('keeps the order of the diff and joins folders that contain only one folder', () => {
  const files = ['a/b/c/one.ts', 'a/b/c/two.ts', 'a/z.ts', 'm/n/o.ts', 'top.ts'].map(toFile);
  expect(draw(buildFileTree(files))).toEqual([
    ['a', [['b/c', ['one.ts', 'two.ts']], 'z.ts']],
    ['m/n', ['o.ts']],
    'top.ts',
  ]);
});

test('distinguishes a folder and a file with the same name', () => {
  const ids = buildFileTree(['a', 'a/b'].map(toFile)).map(({ id }) => id);
  expect(ids).toEqual(['a', 'a/']);
});

test('finds files whose paths contain every word, ignoring case', () => {
  const files = ['src/App.tsx', 'src/app.css', 'docs/app.md'].map(toFile);
  expect(filterFiles(files, ' SRC app ').map(({ path }) => path)).toEqual([
    'src/App.tsx',
    'src/app.css',
  ]);
  expect(filterFiles(files, ' ')).toBe(files);
});
