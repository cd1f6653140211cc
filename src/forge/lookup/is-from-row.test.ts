import { describe, expect, test } from 'vitest';
import type { MaybeRead } from '../client/forge-api.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { type Head, isFromBranch, isFromRow } from './is-from-row.ts';
import type { RememberedRepositories } from './repositories.ts';
import { access, app, branch, fail, fork, rememberNothing, row } from './testing/memory-forge.ts';

const renamed = { ...app, name: 'web' };

function read(value: NamedRepository): MaybeRead<NamedRepository> {
  return { kind: 'read', value };
}

/** A repository as it is remembered, and as it is now. */
function createRepositories(
  remembered: MaybeRead<NamedRepository> = read(app),
  current = remembered,
) {
  const calls: string[] = [];
  const repositories: RememberedRepositories<NamedRepository> = {
    find: async () => (calls.push('find'), remembered),
    read: async () => (calls.push('read'), current),
    refused: rememberNothing,
  };
  return { repositories, calls };
}

async function check(head: Partial<Head>, { repositories, calls } = createRepositories()) {
  const isOwn = await isFromRow(
    { branch, repository: app, ...head },
    row,
    { repositories },
    access,
  );
  return [isOwn, ...calls];
}

describe('a pull request is from the row', () => {
  test('when repository and branch are the same', async () => {
    expect(await check({})).toEqual([true]);
  });

  test('when the name of its repository differs in case only', async () => {
    expect(await check({ repository: { ...app, owner: 'Acme' } })).toEqual([true]);
  });

  test('when the repository was renamed and its id is the same', async () => {
    expect(await check({ repository: renamed })).toEqual([true, 'find']);
  });

  test('when the repository was renamed since it was remembered', async () => {
    const outdated = createRepositories(read({ ...app, id: 9 }), read(renamed));
    expect(await check({ repository: renamed }, outdated)).toEqual([true, 'find', 'read']);
  });

  test('when the forge reports only the id of its repository', async () => {
    expect(await check({ repository: { id: app.id } })).toEqual([true, 'find']);
  });

  test.each([404, 410])('when both repositories are gone: %d', async (status) => {
    const missing = createRepositories(fail(status));
    expect(await check({ repository: null }, missing)).toEqual([true, 'read']);
  });
});

describe('a pull request is not from the row', () => {
  test('when the branch differs, without a request', async () => {
    expect(await check({ branch: 'Agent/Login' })).toEqual([false]);
    expect(await check({ branch: 'agent/other', repository: null })).toEqual([false]);
  });

  test('when it comes from a fork, which only a fresh response can decide', async () => {
    expect(await check({ repository: fork })).toEqual([false, 'find', 'read']);
    expect(await check({ repository: { id: fork.id } })).toEqual([false, 'find', 'read']);
  });

  test('when its fork was deleted and the row’s repository still exists', async () => {
    expect(await check({ repository: null })).toEqual([false, 'read']);
  });
});

test('a repository that cannot be read leaves it undecided (S9)', async () => {
  const failing = createRepositories(fail(500));
  expect(await check({ repository: fork }, failing)).toEqual([fail(500), 'find']);
  expect(await check({ repository: null }, createRepositories(fail(500)))).toEqual([
    fail(500),
    'read',
  ]);
});

test.each([true, false])('a forge can decide for its deleted forks: %s', async (decided) => {
  const { repositories, calls } = createRepositories();
  const deps = { repositories, isFromDeletedFork: decided };
  expect(await isFromRow({ branch, repository: null }, row, deps, access)).toBe(decided);
  const elsewhere = { branch: 'agent/other', repository: null };
  expect(await isFromRow(elsewhere, row, deps, access)).toBe(false);
  expect(calls).toEqual([]);
});

test('a list is compared with a repository that was just read', () => {
  expect(isFromBranch({ branch, repository: app }, app, branch)).toBe(true);
  expect(isFromBranch({ branch, repository: { id: app.id } }, app, branch)).toBe(true);
  expect(isFromBranch({ branch, repository: fork }, app, branch)).toBe(false);
  expect(isFromBranch({ branch, repository: null }, app, branch)).toBe(false);
  expect(isFromBranch({ branch: 'x', repository: app }, app, branch)).toBe(false);
  // A new repository took over the name of one that was renamed.
  expect(isFromBranch({ branch, repository: { ...app, id: 9 } }, app, branch)).toBe(false);
});
