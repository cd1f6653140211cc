import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloneFolder, createCloneFolder } from '../../../test/support/watched-clones.ts';
import { toWorktreeId, type Worktree } from './repository.ts';
import { readWorkingDiff, type WorkingDiff } from './working-diff.ts';

let folder: CloneFolder;
let worktree: Worktree;

beforeEach(async () => {
  folder = createCloneFolder({ 'init.defaultBranch': 'main' });
  await folder.git('.', 'init', '-q', '--bare', 'forge.git');
  await folder.git('.', 'clone', '-q', 'forge.git', 'app');
  await folder.commit('app', 'first');
  await folder.git('app', 'push', '-q', '-u', 'origin', 'HEAD:main');
  const path = folder.path('app');
  worktree = { id: toWorktreeId(path), path, gitDirectory: join(path, '.git'), isLinked: false };
});

afterEach(() => folder[Symbol.dispose]());

const read = async (limitBytes = 1_000_000) =>
  (await readWorkingDiff(worktree, limitBytes)) as Extract<WorkingDiff, { kind: 'diff' }>;

test('commits, changed files and new files that are not pushed are one diff', async () => {
  const pushed = await folder.git('app', 'rev-parse', 'HEAD');
  const head = await folder.commit('app', 'second');
  writeFileSync(folder.path('app/file-1.txt'), 'edited\n');
  writeFileSync(folder.path('app/new "file".txt'), 'new\n');
  writeFileSync(folder.path('app/.gitignore'), 'ignored.txt\n');
  writeFileSync(folder.path('app/ignored.txt'), 'ignored\n');
  const index = readFileSync(folder.path('app/.git/index'));
  const found = await read();
  expect(found).toMatchObject({ branch: 'main', headSha: head, baseSha: pushed, truncated: false });
  for (const line of ['+second', '-first', '+edited', '+new', '+ignored.txt']) {
    expect(found.diff.split('\n')).toContain(line);
  }
  expect(found.diff).not.toContain('+ignored\n');
  // The clone is only read.
  expect(readFileSync(folder.path('app/.git/index')).equals(index)).toBe(true);
});

test('commits of others that were fetched are not shown as removed', async () => {
  const first = await folder.git('app', 'rev-parse', 'HEAD');
  await folder.commit('app', 'theirs');
  await folder.git('app', 'push', '-q', 'origin', 'HEAD:main');
  await folder.git('app', 'reset', '-q', '--hard', first);
  expect((await read()).diff).toBe('');
});

test('a branch that was never pushed is compared with its upstream', async () => {
  await folder.git('app', 'checkout', '-q', '-b', 'agent/new', '--track', 'origin/main');
  await folder.commit('app', 'mine');
  expect((await read()).diff).toContain('+mine');
});

test('a worktree without commits shows its files', async () => {
  await folder.git('app', 'checkout', '-q', '--orphan', 'empty');
  const found = await read();
  expect(found).toMatchObject({ headSha: null, baseSha: null });
  expect(found.diff).toContain('+first');
});

test('a diff beyond the limit is left out, and its files are listed', async () => {
  writeFileSync(folder.path('app/large.txt'), 'line\n'.repeat(5_000));
  expect(await read(1_000)).toMatchObject({
    truncated: true,
    diff: '',
    numstat: '5000\t0\tlarge.txt\0',
  });
});

test('a hostile clone runs none of its programs', async () => {
  const trace = folder.path('ran');
  const program = folder.path('program.sh');
  writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\ncat\n`);
  chmodSync(program, 0o755);
  const keys = [
    'core.fsmonitor',
    'filter.e.clean',
    'diff.external',
    'diff.e.textconv',
    'diff.e.command',
  ];
  for (const key of keys) await folder.git('app', 'config', key, program);
  mkdirSync(folder.path('hooks'));
  writeFileSync(folder.path('hooks/post-index-change'), `#!/bin/sh\ntouch '${trace}'\n`);
  chmodSync(folder.path('hooks/post-index-change'), 0o755);
  await folder.git('app', 'config', 'core.hooksPath', folder.path('hooks'));
  writeFileSync(folder.path('app/.gitattributes'), '* filter=e diff=e\n');
  writeFileSync(folder.path('app/file-1.txt'), 'edited\n');
  writeFileSync(folder.path('app/new.txt'), 'new\n');
  expect((await read()).diff).toContain('+edited');
  expect(existsSync(trace)).toBe(false);
});

test('a worktree that vanished is an error that names it', async () => {
  const gone = { ...worktree, gitDirectory: folder.path('gone'), path: folder.path('gone') };
  expect(await readWorkingDiff(gone, 1_000)).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining(folder.path('gone')),
  });
});
