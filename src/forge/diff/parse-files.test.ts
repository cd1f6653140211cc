import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiffFile } from '../forge.ts';
import { listDiffFiles, maxDiffFiles, parseDiffFiles } from './parse-files.ts';

const run = promisify(execFile);
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('');

let directory: string;
let diff: string;

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const env = { PATH: process.env.PATH, HOME: directory, GIT_CONFIG_NOSYSTEM: '1' };
  return (await run('git', [...identity, ...args], { cwd: directory, env })).stdout;
}

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'diff-files-'));
  await git('init', '--quiet');
  await write({
    'changed.txt': 'a\nb\nc\n',
    'a b/spaced b/name.txt': 'x\n',
    'ünï/日本.txt': 'x\n',
    'quo"te\ttab.txt': 'x\n',
    'moved.txt': lines(50),
    'moved and changed.txt': `${lines(50)}tail\n`,
    'deleted.txt': 'x\ny\n',
    'script.sh': 'echo\n',
    'picture.png': Buffer.from([0, 1, 2]),
    'open end.txt': 'x',
    'dashes.sql': 'select 1;\n-- a comment\n',
    'windows.txt': 'a\r\nb\r\n',
  });
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'before');
  await rename(join(directory, 'moved.txt'), join(directory, 'elsewhere.txt'));
  await rename(join(directory, 'moved and changed.txt'), join(directory, 'there b.txt'));
  await rm(join(directory, 'deleted.txt'));
  await chmod(join(directory, 'script.sh'), 0o755);
  await write({
    'changed.txt': 'a\nB\nc\nd\n',
    'a b/spaced b/name.txt': 'y\n',
    'ünï/日本.txt': 'y\n',
    'quo"te\ttab.txt': 'y\n',
    'there b.txt': `${lines(50)}TAIL\n`,
    'picture.png': Buffer.from([0, 3]),
    'open end.txt': 'y',
    'dashes.sql': 'select 1;\n++ a plus\n',
    'windows.txt': 'a\r\nc\r\n',
    'added.txt': 'p\nq',
    'empty.txt': '',
  });
  await git('add', '.');
  diff = await git('diff', '--cached', '-M');
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const expected: Record<string, Partial<DiffFile>> = {
  'changed.txt': { status: 'modified', additions: 2, deletions: 1 },
  'a b/spaced b/name.txt': { status: 'modified', additions: 1, deletions: 1 },
  'ünï/日本.txt': { status: 'modified', additions: 1, deletions: 1 },
  'quo"te\ttab.txt': { status: 'modified', additions: 1, deletions: 1 },
  'elsewhere.txt': { status: 'renamed', previousPath: 'moved.txt' },
  'there b.txt': {
    status: 'renamed',
    previousPath: 'moved and changed.txt',
    additions: 1,
    deletions: 1,
  },
  'deleted.txt': { status: 'deleted', deletions: 2 },
  'script.sh': { status: 'changed' },
  'picture.png': { status: 'modified', binary: true },
  'open end.txt': { status: 'modified', additions: 1, deletions: 1 },
  'dashes.sql': { status: 'modified', additions: 1, deletions: 1 },
  'windows.txt': { status: 'modified', additions: 1, deletions: 1 },
  'added.txt': { status: 'added', additions: 2 },
  'empty.txt': { status: 'added' },
};

const whole = { previousPath: null, additions: 0, deletions: 0, binary: false };

describe('the files of a diff', () => {
  test('are the files that git changed', () => {
    const found = Object.fromEntries(parseDiffFiles(diff).map((file) => [file.path, file]));
    const wanted = Object.entries(expected).map(([path, file]) => [
      path,
      { ...whole, path, ...file },
    ]);
    expect(found).toEqual(Object.fromEntries(wanted));
  });

  test('have the line counts that git reports', async () => {
    const counted = (await git('diff', '--cached', '--numstat', '--no-renames', '-z'))
      .split('\0')
      .map((line) => line.split('\t'))
      .filter(([additions = '']) => /^\d+$/.test(additions));
    const plain = await git('diff', '--cached', '--no-renames');
    const byPath = new Map(parseDiffFiles(plain).map((file) => [file.path, file]));
    for (const [additions, deletions, ...path] of counted) {
      const counts = { additions: Number(additions), deletions: Number(deletions) };
      expect(byPath.get(path.join('\t'))).toMatchObject(counts);
    }
    expect(counted.length).toBeGreaterThan(10);
  });

  test('are an empty list for an empty diff', () => {
    expect(parseDiffFiles('')).toEqual([]);
    expect(parseDiffFiles('no diff at all\n')).toEqual([]);
  });
});

describe('a malformed diff', () => {
  test('is scanned by its headers', () => {
    const broken = [
      'diff --git a/one.txt b/one.txt',
      'index 1..2 100644',
      '--- a/one.txt',
      '+++ b/one.txt',
      '@@ -1,9 +1,9 @@',
      '+more',
      '-- less',
      'diff --git a/old.txt b/new.txt',
      'similarity index 90%',
      'rename from old.txt',
      'rename to new.txt',
      'diff --git a/x.bin b/x.bin',
      'deleted file mode 100644',
      'Binary files a/x.bin and /dev/null differ',
    ].join('\n');
    expect(parseDiffFiles(broken)).toEqual([
      { ...whole, path: 'one.txt', status: 'modified', additions: 1, deletions: 1 },
      { ...whole, path: 'new.txt', previousPath: 'old.txt', status: 'renamed' },
      { ...whole, path: 'x.bin', status: 'deleted', binary: true },
    ]);
  });

  test('never throws when it is truncated or corrupted', () => {
    const corruption = fc.record({ at: fc.nat(), length: fc.nat({ max: 80 }), text: fc.string() });
    fc.assert(
      fc.property(corruption, ({ at, length, text }) => {
        const start = at % (diff.length + 1);
        const corrupted = diff.slice(0, start) + text + diff.slice(start + length);
        expect(Array.isArray(parseDiffFiles(corrupted))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('of random headers never throws', () => {
    const part = fc.constantFrom(
      'diff --git ',
      'a/x',
      ' b/x',
      '"',
      '\\',
      '\n',
      '--- ',
      '+++ ',
      '@@ -1 +1 @@',
      '+',
      '-',
      'rename from ',
      'Binary files ',
      'GIT binary patch',
      '\r',
      '/dev/null',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        for (const { path } of parseDiffFiles(parts.join(''))) expect(typeof path).toBe('string');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a long diff', () => {
  const header = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n';

  test.each([
    ['of two million lines', header + '+\n'.repeat(2 ** 21)],
    ['of one line', `${header}+${'a'.repeat(2 ** 22)}`],
    ['of 350,000 files', 'diff --git \n'.repeat(350_000)],
    ['of 200,000 named files', 'diff --git a/x b/x\n'.repeat(200_000)],
    ['without a hunk', `diff --git a/x b/x\n${'--- a/x\n'.repeat(2 ** 19)}`],
    ['of one hunk after another', header + '@@ -1,1 +1,1 @@\n'.repeat(2 ** 18)],
    ['of quotes', `diff --git "a/${'\\"'.repeat(2 ** 21)}`],
  ])('%s is parsed in a bounded number of parts', (_, long) => {
    const computation = listDiffFiles(long);
    let parts = 1;
    while (!computation.next().done) parts += 1;
    expect(parts).toBeLessThan(1_500);
  });

  test('lists at most ten thousand files', () => {
    expect(parseDiffFiles('diff --git a/x b/x\n'.repeat(200_000))).toHaveLength(maxDiffFiles);
  });
});
