import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWatchedFolders } from './agent-folders.ts';

let directory: string;
let problems: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-folders-'));
  problems = [];
});

afterEach(() => rmSync(directory, { recursive: true }));

const open = (configured: string[] = []) =>
  createWatchedFolders(configured, directory, (message) => problems.push(message));

test('the chosen folders are kept until the next start', () => {
  open().port.watch(['/src/app']);
  open().port.watch(['/src/tool']);
  expect(open().list()).toEqual(['/src/app', '/src/tool']);
  expect(problems).toEqual([]);
});

test('a file that a person damaged is named, and never overwritten', () => {
  const file = join(directory, 'watched-folders.json');
  const damaged = '[\n  "/src/app",\n]\n';
  writeFileSync(file, damaged);
  const folders = open();
  expect(problems).toEqual([expect.stringContaining(file)]);
  folders.port.watch(['/src/tool']);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(damaged);
  expect(open().list()).toEqual(['/src/tool']);
});

test('followed folders are watched beside those of the configuration', () => {
  const folders = open(['/work']);
  const changed = folders.changed();
  folders.port.watch(['/src/app']);
  expect(changed.aborted).toBe(true);
  expect(folders.list()).toEqual(['/work', '/src/app']);
  expect(folders.port.listFollowed()).toEqual(['/src/app']);
  expect(folders.port.isWatched('/src/app/lib')).toBe(true);
});

test('a folder that is no longer followed is not watched, those of the configuration stay', () => {
  const folders = open(['/work']);
  folders.port.watch(['/src/app', '/src/tool']);
  const changed = folders.changed();
  folders.port.unwatch(['/src/app', '/work']);
  expect(changed.aborted).toBe(true);
  expect(folders.list()).toEqual(['/work', '/src/tool']);
  expect(open().list()).toEqual(['/src/tool']);
});
