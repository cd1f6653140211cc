import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpack } from './prepare-files.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-test-unpack-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

test('unpacks files of any size and empty directories', () => {
  const source = join(directory, 'source');
  mkdirSync(join(source, 'empty'), { recursive: true });
  mkdirSync(join(source, 'base', '1'), { recursive: true });
  const sizes = [0, 1, 511, 512, 513, 100_000];
  for (const size of sizes) writeFileSync(join(source, 'base', '1', `${size}`), 'x'.repeat(size));
  const archive = join(directory, 'archive.tar.gz');
  execFileSync('tar', ['--format=ustar', '-czf', archive, '-C', source, '.']);

  unpack(archive, join(directory, 'copy'));

  expect(listPaths(join(directory, 'copy'))).toEqual(listPaths(source));
  for (const size of sizes) {
    expect(readFileSync(join(directory, 'copy/base/1', `${size}`))).toHaveLength(size);
  }
});

function listPaths(root: string): Set<string> {
  return new Set(readdirSync(root, { recursive: true, encoding: 'utf8' }));
}
