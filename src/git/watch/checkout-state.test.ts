import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CloneFolder, createCloneFolder } from '../../../test/support/watched-clones.ts';
import { runSafeGit } from '../safe-git.ts';
import {
  findCheckoutProblem,
  parseStatus,
  readCheckoutState,
  toUntrustedClone,
} from './checkout-state.ts';
import { toWorktreeId, type Worktree } from './repository.ts';

let folder: CloneFolder;
let worktree: Worktree;

beforeEach(async () => {
  folder = createCloneFolder({ 'init.defaultBranch': 'main' });
  await folder.git('.', 'init', '-q', '--bare', 'forge.git');
  await folder.git('.', 'clone', '-q', 'forge.git', 'app');
  await folder.commit('app', 'first');
  await folder.git('app', 'push', '-q', 'origin', 'HEAD:main');
  const path = folder.path('app');
  worktree = { id: toWorktreeId(path), path, gitDirectory: join(path, '.git'), isLinked: false };
});

afterEach(() => folder[Symbol.dispose]());

describe('what is not pushed yet', () => {
  test('is nothing after a push', async () => {
    const head = await folder.git('app', 'rev-parse', 'HEAD');
    expect(await readCheckoutState(worktree)).toEqual({
      branch: 'main',
      headSha: head,
      pushedSha: head,
      ahead: 0,
      behind: 0,
      changedFiles: 0,
    });
  });

  test('counts commits, changed and new files', async () => {
    await folder.commit('app');
    await folder.commit('app');
    writeFileSync(folder.path('app/file-1.txt'), 'edited\n');
    writeFileSync(folder.path('app/new file\n.txt'), 'new\n');
    expect(await readCheckoutState(worktree)).toMatchObject({
      ahead: 2,
      behind: 0,
      changedFiles: 2,
    });
  });

  test('counts the commits that others pushed once they were fetched', async () => {
    const first = await folder.git('app', 'rev-parse', 'HEAD');
    const second = await folder.commit('app');
    await folder.git('app', 'push', '-q', 'origin', 'HEAD:main');
    await folder.git('app', 'reset', '-q', '--hard', first);
    const state = await readCheckoutState(worktree);
    expect(state).toMatchObject({ ahead: 0, behind: 1, pushedSha: second, headSha: first });
  });

  test('of a branch that was never pushed is what no remote has', async () => {
    await folder.git('app', 'checkout', '-q', '-b', 'agent/new');
    await folder.commit('app');
    const state = await readCheckoutState(worktree);
    expect(state).toMatchObject({ branch: 'agent/new', ahead: 1, behind: null, pushedSha: null });
  });

  test('is known where HEAD is detached and where nothing is committed', async () => {
    await folder.git('app', 'checkout', '-q', '--detach');
    expect(await readCheckoutState(worktree)).toMatchObject({ branch: null, ahead: 0 });
    await folder.git('app', 'checkout', '-q', '--orphan', 'empty');
    expect(await readCheckoutState(worktree)).toMatchObject({ branch: 'empty', headSha: null });
  });

  test('is unknown in a directory that is no clone any more', async () => {
    const gone = { ...worktree, gitDirectory: folder.path('nowhere') };
    expect(await readCheckoutState(gone)).toBeUndefined();
    expect(await findCheckoutProblem(gone)).toBeUndefined();
  });

  test('is unknown in a damaged clone, which is named with the reason', async () => {
    expect(await findCheckoutProblem(worktree)).toBeUndefined();
    writeFileSync(join(worktree.gitDirectory, 'index'), 'damaged, and long enough to be read');
    expect(await readCheckoutState(worktree)).toBeUndefined();
    expect(await findCheckoutProblem(worktree)).toMatch(/app is unknown.*\(error: bad signature/);
  });

  test('is parsed from the output of git', () => {
    const output = `# branch.oid ${'a'.repeat(40)}\0# branch.head (detached)\x001 .M x\0? y\0u z\0`;
    expect(parseStatus(output)).toEqual({ branch: null, headSha: 'a'.repeat(40), changedFiles: 3 });
    // A damaged HEAD names no branch.
    expect(parseStatus('# branch.head a..b\0').branch).toBeNull();
    expect(parseStatus('# branch.head -x\0').branch).toBe('-x');
  });
});

describe('a hostile clone', () => {
  /** A program that leaves a trace when it runs. */
  function plant(name: string): { program: string; trace: string } {
    const trace = folder.path(`${name}.ran`);
    const program = folder.path(`${name}.sh`);
    writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\ncat\n`);
    chmodSync(program, 0o755);
    return { program, trace };
  }

  test('runs none of its programs, whatever is read of it', async () => {
    const names = ['monitor', 'clean', 'process', 'diff', 'textconv', 'hook', 'ssh', 'odd'];
    const planted = new Map(names.map((name) => [name, plant(name)]));
    const path = (name: string) => planted.get(name)?.program ?? '';
    const set = (key: string, value: string) => folder.git('app', 'config', key, value);
    await set('core.fsmonitor', path('monitor'));
    await set('filter.evil.clean', path('clean'));
    await set('filter.evil.required', 'true');
    await set('filter.p.process', path('process'));
    await set('filter.a=b.clean', path('odd'));
    await set('diff.external', path('diff'));
    await set('diff.evil.textconv', path('textconv'));
    await set('diff.evil.command', path('diff'));
    await set('core.sshCommand', path('ssh'));
    await set('core.pager', path('odd'));
    await set('core.hooksPath', folder.path('hooks'));
    mkdirSync(folder.path('hooks'));
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
      writeFileSync(
        folder.path(`hooks/${hook}`),
        `#!/bin/sh\ntouch '${folder.path('hook.ran')}'\n`,
      );
      chmodSync(folder.path(`hooks/${hook}`), 0o755);
    }
    writeFileSync(
      folder.path('app/.gitattributes'),
      '*.txt filter=evil diff=evil\n*.md filter=p\n*.odd filter=a=b\n',
    );
    for (const name of ['file-1.txt', 'a.md', 'a.odd']) {
      writeFileSync(folder.path(`app/${name}`), 'edited\n');
    }
    expect(await readCheckoutState(worktree)).toMatchObject({ changedFiles: 4 });
    const args = ['diff', '--no-ext-diff', '--no-textconv', 'HEAD', '--'];
    const diff = await runSafeGit(toUntrustedClone(worktree), args);
    expect(diff).toMatchObject({ kind: 'done', output: expect.stringContaining('+edited') });
    expect(names.filter((name) => existsSync(planted.get(name)?.trace ?? ''))).toEqual([]);
  });

  test('leads to no directory outside of its work tree', async () => {
    writeFileSync(folder.path('secret.txt'), 'secret\n');
    await folder.git('app', 'config', 'core.worktree', folder.directory);
    expect(await readCheckoutState(worktree)).toMatchObject({ changedFiles: 0 });
  });

  test('contacts no server for objects that are missing', async () => {
    const { program, trace } = plant('transport');
    await folder.git('app', 'config', 'remote.origin.url', `ext::${program}`);
    await folder.git('app', 'config', 'remote.origin.promisor', 'true');
    await folder.git('app', 'config', 'extensions.partialClone', 'origin');
    await folder.git('app', 'config', 'protocol.ext.allow', 'always');
    const args = ['cat-file', '-p', 'b'.repeat(40)];
    expect(await runSafeGit(toUntrustedClone(worktree), args)).toMatchObject({ kind: 'failed' });
    expect(existsSync(trace)).toBe(false);
  });
});
