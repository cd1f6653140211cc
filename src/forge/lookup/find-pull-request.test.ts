import { beforeEach, describe, expect, test } from 'vitest';
import type { StatusRequest } from '../forge.ts';
import { findPullRequest, lookUp } from './find-pull-request.ts';
import {
  access,
  app,
  fail,
  fork,
  MemoryForge,
  otherFork,
  row,
  toKnown,
} from './testing/memory-forge.ts';

const unknownRow: StatusRequest = { ...row, known: undefined };
const none = { kind: 'no_pull_request' };
const gone = { kind: 'pull_request_gone' };

let forge: MemoryForge;

beforeEach(() => {
  forge = new MemoryForge();
});

function find(request: StatusRequest, more = {}) {
  return findPullRequest(request, { ...forge.toSingleDeps(request), ...more }, access);
}

function found(number: number) {
  return { kind: 'found', reference: { number }, answer: { number } };
}

describe('a row without a known pull request', () => {
  test('shows the newest open one of its branch', async () => {
    forge.put(5);
    forge.put(7);
    forge.put(8, 'closed');
    expect(await find(unknownRow)).toMatchObject(found(7));
    expect(forge.calls).toEqual(['search', 'read #7']);
  });

  test('does not read a pull request that the search returned whole', async () => {
    const answer = { number: 5, state: 'open' as const, head: { repository: app, branch: 'x' } };
    const value = { reference: { repository: app, number: 5 }, answer };
    const lookup = await find(unknownRow, { findOpen: async () => ({ kind: 'read', value }) });
    expect(lookup).toMatchObject({ kind: 'found', ...value });
    expect(forge.calls).toEqual([]);
  });

  test('has none when the search finds none', async () => {
    expect(await find(unknownRow)).toEqual(none);
  });

  test.each(['search', '#5'])('fails when reading %s fails', async (what) => {
    forge.put(5);
    forge.failures.set(what, fail(500));
    expect(await find(unknownRow)).toEqual(fail(500).outcome);
  });
});

describe('a known open pull request', () => {
  test('is shown without a search', async () => {
    forge.put(5);
    forge.put(7);
    expect(await find(toKnown(5, 'open'))).toMatchObject(found(5));
    expect(forge.calls).toEqual(['read #5']);
  });

  test('stays when it was closed and there is no open one', async () => {
    forge.put(5, 'merged');
    expect(await find(toKnown(5, 'open'))).toMatchObject(found(5));
    expect(forge.calls).toEqual(['read #5', 'search']);
  });

  test.each([
    ['another branch', { branch: 'agent/other' }],
    ['a branch whose name differs in case', { branch: 'Agent/Login' }],
    ['a fork with a branch of the same name', { repository: fork }],
  ])('is gone when it comes from %s', async (_, head) => {
    forge.put(5, 'open', head);
    expect(await find(toKnown(5, 'open'))).toEqual(gone);
  });

  test('gives way to an open one of the branch when it comes from elsewhere', async () => {
    forge.put(5, 'open', { repository: otherFork });
    forge.put(4);
    expect(await find(toKnown(5, 'open'))).toMatchObject(found(4));
  });

  test.each([404, 410])('is gone after %d if its repository can be read (S9)', async (status) => {
    forge.failures.set('#5', fail(status));
    expect(await find(toKnown(5, 'open'))).toEqual(gone);
    expect(forge.calls).toEqual(['read #5', 'read acme/app', 'search']);
  });

  test('fails after 404 if the token lost access to its repository (S9)', async () => {
    forge.failures.set('acme/app', fail(404));
    expect(await find(toKnown(5, 'open'))).toEqual(fail(404).outcome);
  });

  test('fails when it cannot be read for another reason', async () => {
    forge.put(5);
    forge.failures.set('#5', fail(500));
    expect(await find(toKnown(5, 'open'))).toEqual(fail(500).outcome);
    expect(forge.calls).toEqual(['read #5']);
  });

  test('is gone when its URL is of another forge', async () => {
    const known = { url: 'https://elsewhere.test/acme/app/5', state: 'open' as const };
    expect(await find({ ...row, known })).toEqual(gone);
    expect(forge.calls).toEqual(['search']);
  });
});

describe.each(['closed', 'merged'] as const)('a known pull request that is %s', (state) => {
  test.each([403, 404])('stays when the token may search nowhere (%i)', async (status) => {
    forge.put(5, state);
    forge.failures.set('search', fail(status));
    expect(await find(toKnown(5, 'open'))).toMatchObject(found(5));
  });

  test('stays while there is no open one', async () => {
    forge.put(5, state);
    expect(await find(toKnown(5, state))).toMatchObject(found(5));
  });

  test('gives way to an open one', async () => {
    forge.put(5, state);
    forge.put(4);
    expect(await find(toKnown(5, state))).toMatchObject(found(4));
  });

  test('is shown without a search once it is open again', async () => {
    forge.put(5);
    forge.put(7);
    expect(await find(toKnown(5, state))).toMatchObject(found(5));
    expect(forge.calls).toEqual(['read #5']);
  });

  test('fails when the search for an open one fails', async () => {
    forge.put(5, state);
    forge.failures.set('search', fail(500));
    expect(await find(toKnown(5, state))).toEqual(fail(500).outcome);
  });
});

describe('a pull request of a deleted fork', () => {
  const forkRow = { ...row, repository: fork };

  test('stays when the fork cannot be searched any more', async () => {
    forge.put(5, 'merged', { repository: null });
    forge.failures.set('grace/app', fail(404));
    forge.failures.set('search', fail(404));
    expect(await find(toKnown(5, 'merged', forkRow))).toMatchObject(found(5));
  });

  test('fails when the search fails for another reason', async () => {
    forge.put(5, 'merged', { repository: null });
    forge.failures.set('grace/app', fail(404));
    forge.failures.set('search', fail(500));
    expect(await find(toKnown(5, 'merged', forkRow))).toEqual(fail(500).outcome);
  });

  test('is not the row’s while the row’s repository is there', async () => {
    forge.put(5, 'merged', { repository: null });
    expect(await find(toKnown(5, 'merged', forkRow))).toEqual(gone);
  });

  test.each([true, false])('is decided by what the forge reports of it: %s', async (isOwn) => {
    forge.put(5, 'merged', { repository: null });
    const lookup = await find(toKnown(5, 'merged', forkRow), { isFromDeletedFork: () => isOwn });
    expect(lookup).toMatchObject(isOwn ? found(5) : gone);
    expect(forge.calls).toEqual(['read #5', 'search']);
  });

  test('stays where the forge still names the fork', async () => {
    forge.put(5, 'merged', { repository: fork });
    forge.failures.set('search', fail(404));
    expect(await find(toKnown(5, 'merged', forkRow))).toMatchObject(found(5));
  });
});

describe('a known pull request of a repository that the token may not read', () => {
  test.each([403, 404])('gives way to an open one elsewhere (%i)', async (status) => {
    forge.failures.set('#5', fail(status)).set('acme/app', fail(status));
    forge.put(4);
    expect(await find(toKnown(5, 'open'))).toMatchObject(found(4));
  });

  test.each([403, 404])(
    'is kept, with the failure, while there is none (S9, %i)',
    async (status) => {
      forge.failures.set('#5', fail(status)).set('acme/app', fail(status));
      expect(await find(toKnown(5, 'open'))).toEqual(fail(status).outcome);
    },
  );
});

describe('the first query', () => {
  test.each([
    ['searches without a known pull request', unknownRow, { findOpen: true }],
    ['only reads a known open one', toKnown(5, 'open'), { read: { number: 5 }, findOpen: false }],
    [
      'may read a closed one and search at once',
      toKnown(5, 'closed'),
      { read: {}, findOpen: true },
    ],
  ])('%s', async (_, request, query) => {
    const { value } = await lookUp(request, forge.deps, access).next();
    expect(value).toMatchObject({ row, ...query });
  });
});

describe('a repository that is known by its id', () => {
  const identified: StatusRequest = { ...unknownRow, repositoryId: '1' };
  const known: StatusRequest = { ...toKnown(5, 'open'), repositoryId: '1' };
  const renamed = { ...app, name: 'renamed' };
  const successor = { ...app, id: 99 };

  test('keeps its pull request when it was renamed, and follows the name', async () => {
    forge.put(5, 'open', { repository: renamed });
    expect(await find(known)).toMatchObject({
      ...found(5),
      repository: { name: 'acme/renamed', id: '1' },
    });
    expect(forge.calls).toEqual(['read #5']);
  });

  test('loses its pull request to no other repository of the same name', async () => {
    forge.put(5, 'open', { repository: successor });
    expect(await find(known)).toMatchObject(gone);
  });

  test('shows no pull request of another repository that took over its name', async () => {
    forge.put(7, 'open', { repository: successor });
    const value = { reference: { repository: app, number: 7 } };
    const findOpen = async () => ({ kind: 'read', value }) as const;
    const lookup = await find(identified, { findOpen });
    expect(lookup).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
    expect(lookup).toHaveProperty('failure.message', expect.stringContaining('acme/app'));
  });

  test('is learned from the first pull request', async () => {
    forge.put(5);
    const identity = { name: 'acme/app', id: '1' };
    expect(await find(unknownRow)).toMatchObject({ ...found(5), repository: identity });
  });
});
