import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CloneFolder, createCloneFolder } from '../../../test/support/watched-clones.ts';
import { findClones } from './find-clones.ts';
import {
  isWithin,
  listSubmodules,
  listWorktrees,
  normalizePath,
  toWorktreeId,
} from './repository.ts';

let folder: CloneFolder;

beforeEach(() => {
  folder = createCloneFolder({ 'protocol.file.allow': 'always', 'init.defaultBranch': 'main' });
});

afterEach(() => folder[Symbol.dispose]());

async function createClone(place: string): Promise<void> {
  mkdirSync(folder.path(place), { recursive: true });
  await folder.git(place, 'init', '-q');
  await folder.git(place, 'commit', '-q', '--allow-empty', '-m', 'First');
}

async function find() {
  const { repositories, problems } = await findClones(folder.directory);
  const places = repositories.map(({ commonDirectory }) =>
    commonDirectory.slice(folder.directory.length + 1),
  );
  return { repositories, places: places.toSorted(), problems };
}

describe('clones below a directory', () => {
  test('are found without searching packages, links and the sources of clones', async () => {
    await createClone('app');
    await createClone('group/deep/er/tool');
    await createClone('app/vendored');
    await createClone('node_modules/package');
    symlinkSync(folder.directory, folder.path('group/loop'));
    expect(await find()).toMatchObject({
      places: [join('app', '.git'), join('group', 'deep', 'er', 'tool', '.git')],
      problems: [],
    });
  });

  test('are found with their worktrees, also from a worktree', async () => {
    await createClone('elsewhere/app');
    await folder.git('elsewhere/app', 'worktree', 'add', '-q', '-b', 'a', '../../here/one');
    const { repositories } = await findClones(folder.path('here'));
    expect(repositories).toHaveLength(1);
    const worktrees = await listWorktrees(repositories[0] as (typeof repositories)[0]);
    expect(worktrees.map(({ path, isLinked }) => [path, isLinked])).toEqual([
      [folder.path('elsewhere/app'), false],
      [folder.path('here/one'), true],
    ]);
    expect(worktrees[1]?.id).toBe(toWorktreeId(folder.path('here/one')));
  });

  test('are found where a bare repository has worktrees', async () => {
    await createClone('source');
    mkdirSync(folder.path('bare'));
    await folder.git('.', 'clone', '-q', '--bare', 'source', 'bare/.bare');
    writeFileSync(folder.path('bare/.git'), 'gitdir: ./.bare\r\n');
    await folder.git('bare', 'worktree', 'add', '-q', 'main');
    const { repositories } = await findClones(folder.path('bare'));
    expect(repositories.map((one) => one.mainPath)).toEqual([undefined]);
    const worktrees = await listWorktrees(repositories[0] as (typeof repositories)[0]);
    expect(worktrees.map(({ path }) => path)).toEqual([folder.path('bare/main')]);
  });

  test('are found with their submodules', async () => {
    await createClone('library');
    await createClone('app');
    await folder.git('app', 'submodule', '--quiet', 'add', '../library', 'lib/inner');
    const { repositories } = await findClones(folder.path('app'));
    const [submodule] = await listSubmodules(repositories[0] as (typeof repositories)[0]);
    expect(submodule?.mainPath).toBe(folder.path('app/lib/inner'));
  });

  test('that are damaged are named, and the others found', async () => {
    await createClone('app');
    mkdirSync(folder.path('broken/.git'), { recursive: true });
    mkdirSync(folder.path('lost'));
    writeFileSync(folder.path('lost/.git'), 'gitdir: /no/such/place\n');
    mkdirSync(folder.path('odd'));
    writeFileSync(folder.path('odd/.git'), 'hello');
    const { places, problems } = await find();
    expect(places).toEqual([join('app', '.git')]);
    expect(problems.map(({ reason }) => reason).toSorted()).toEqual([
      'it has no HEAD: the clone is damaged',
      'it has no HEAD: the clone is damaged',
      'its .git file does not name a git directory',
    ]);
  });

  test('with a reftable are named, because they cannot be read', async () => {
    await createClone('app');
    mkdirSync(folder.path('app/.git/reftable'));
    expect((await find()).problems).toMatchObject([{ reason: expect.stringMatching(/reftable/) }]);
  });

  test.skipIf(process.getuid?.() === 0)('without permission are named', async () => {
    mkdirSync(folder.path('closed'));
    chmodSync(folder.path('closed'), 0o000);
    expect((await find()).problems).toMatchObject([{ reason: 'permission denied' }]);
  });

  test('in a directory that vanished are none', async () => {
    expect(await findClones(folder.path('gone'))).toMatchObject({
      repositories: [],
      problems: [{ reason: 'it does not exist' }],
    });
  });
});

describe('paths', () => {
  test.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/', '/a', false],
    ['/a/..b', '/a', true],
  ])('%s is within %s: %s', (path, directory, expected) => {
    expect(isWithin(path, directory)).toBe(expected);
  });

  test('have one form of a drive letter', () => {
    expect(normalizePath('c:\\Users\\ada')).toBe('C:\\Users\\ada');
    expect(normalizePath('/c:/x')).toBe('/c:/x');
  });
});
