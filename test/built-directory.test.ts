import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
// @ts-expect-error: A script has no types.
import { nameUnfinished, removeAbandoned } from '../scripts/replace-directory.mjs';
import { packageRoot } from '../src/platform/package-root.ts';

const module = pathToFileURL(join(packageRoot, 'scripts/replace-directory.mjs')).href;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-test-build-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** Puts thirty finished directories in the place of `dist`, each with a web page and a stamp. */
const builds = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  import { nameUnfinished, replaceDirectory } from '${module}';
  const [, dist] = process.argv;
  for (let round = 0; round < 30; round += 1) {
    const finished = nameUnfinished(dist);
    mkdirSync(finished + '/web', { recursive: true });
    writeFileSync(finished + '/web/index.html', String(process.pid));
    writeFileSync(finished + '/stamp', String(process.pid));
    replaceDirectory(finished, dist);
  }`;

test('several builds at once leave one whole directory, and nothing beside it', async () => {
  const dist = join(directory, 'dist');
  const run = () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', builds, dist]);
  await Promise.all([run(), run(), run()]);
  expect(readdirSync(directory)).toEqual(['dist']);
  expect(readFileSync(join(dist, 'web/index.html'), 'utf8')).toBe(
    readFileSync(join(dist, 'stamp'), 'utf8'),
  );
});

test('a build removes what an interrupted one left behind, but not what a running one writes', async () => {
  const dist = join(directory, 'dist');
  const ended = execFile(process.execPath, ['--version']);
  await new Promise((resolve) => ended.once('close', resolve));
  const abandoned = nameUnfinished(dist, ended.pid) as string;
  const unfinished = nameUnfinished(dist) as string;
  for (const each of [dist, abandoned, unfinished]) mkdirSync(each);
  removeAbandoned(dist);
  expect([dist, abandoned, unfinished].map(existsSync)).toEqual([true, false, true]);
});
