import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRunDirectory, removeAbandonedDirectories } from './run-directory.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'afterpush-abandoned-'));
  vi.stubEnv('TMPDIR', parent);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true });
});

/** A process id that no process has any more. */
const findEndedId = () =>
  execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();

function add(name: string, ageMinutes: number): string {
  const directory = join(parent, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'token'), 'secret');
  const at = new Date(Date.now() - ageMinutes * 60_000);
  utimesSync(directory, at, at);
  return directory;
}

test('what a killed process left is removed, and what may be in use is kept', async () => {
  const ended = findEndedId();
  const abandoned = add(`afterpush-run-${ended}-abcdef`, 11);
  const kept = [
    add(`afterpush-run-${ended}-ghijkl`, 9),
    add(`afterpush-run-${process.pid}-abcdef`, 11),
    add('afterpush-run-abcdef', 11),
    add(`other-${ended}-abcdef`, 11),
  ];
  await removeAbandonedDirectories(Date.now());
  expect(existsSync(abandoned)).toBe(false);
  for (const directory of kept) expect(existsSync(directory), directory).toBe(true);
});

test('the directory of a running command has the name that says so', async () => {
  using directory = createRunDirectory({ PATH: '' });
  directory.saveToken('secret');
  await removeAbandonedDirectories(Date.now() + 3_600_000);
  expect(directory.tokenFile).toContain(`afterpush-run-${process.pid}-`);
  expect(existsSync(directory.tokenFile)).toBe(true);
});
