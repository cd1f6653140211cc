import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { type CloneFolder, createCloneFolder } from '../../../test/support/watched-clones.ts';
import { formatWatchError, loadFileEvents } from './file-events.ts';

let folder: CloneFolder;

beforeEach(() => {
  folder = createCloneFolder();
});

afterEach(() => folder[Symbol.dispose]());

test('files are reported in directories that were created together with their parents', async () => {
  const events = await loadFileEvents();
  const changed: string[] = [];
  const problems: Error[] = [];
  await using _subscription = await events?.subscribe(
    folder.directory,
    (paths) => changed.push(...paths),
    (error) => problems.push(error),
  );
  mkdirSync(folder.path('logs/refs/remotes/origin/agent'), { recursive: true });
  // Everything is read again once the new directories are watched.
  await eventually('the renewal', () => changed.includes(folder.directory));
  const file = folder.path('logs/refs/remotes/origin/agent/x');
  writeFileSync(file, 'line\n');
  await eventually('the new file', () => changed.includes(file));
  changed.length = 0;
  writeFileSync(file, 'line\nline\n');
  await eventually('the change', () => changed.includes(file));
  expect(problems).toEqual([]);
});

test.each([
  "inotify_add_watch on '/a' failed: No space left on device",
  'inotify_init1 failed: Too many open files',
])('the limit of the system is explained: %s', (message) => {
  expect(formatWatchError(new Error(message))).toContain('fs.inotify.max_user_watches');
});
