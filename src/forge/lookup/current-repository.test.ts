import { describe, expect, test } from 'vitest';
import type { MaybeRead } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { type FoundByName, locate } from './current-repository.ts';
import { access, app, branch, fail } from './testing/memory-forge.ts';

const renamed = { ...app, name: 'renamed' };
const successor = { ...app, id: 99 };
const row = { repository: app, repositoryId: '1', branch };
const notFound = toFailed('not_found', '');
const unavailable = toFailed('unavailable', '');

/** What each way of reading the repository returns. */
interface Reads {
  byName?: MaybeRead<NamedRepository>;
  byId?: MaybeRead<NamedRepository> | undefined;
}

const read = (value: NamedRepository): MaybeRead<NamedRepository> => ({ kind: 'read', value });

async function run(found: FoundByName, { byName = read(app), byId }: Reads = {}, of = row) {
  const calls: string[] = [];
  const note = (call: string, result: MaybeRead<NamedRepository>) => {
    calls.push(call);
    return Promise.resolve(result);
  };
  const repositories = {
    find: () => note('find', byName),
    read: () => note('read', byName),
    ...(byId && { readById: (id: string) => note(`id ${id}`, byId) }),
  };
  return { place: await locate(found, of, repositories, access), calls };
}

describe('a repository is not looked for', () => {
  test.each<[string, FoundByName]>([
    ['it was refreshed', { kind: 'found' }],
    ['the token is limited', { kind: 'rate_limited', retryInMs: 1 }],
    ['the forge failed', unavailable],
  ])('when %s', async (_, found) => {
    expect(await run(found, { byId: read(renamed) })).toEqual({
      place: { kind: 'here', repository: undefined },
      calls: [],
    });
  });

  test('without its id', async () => {
    const unknown = { repository: app, branch } as typeof row;
    for (const found of [notFound, { kind: 'no_pull_request' }] as const) {
      const { calls } = await run(found, { byId: read(renamed) }, unknown);
      expect(calls).toEqual([]);
    }
  });
});

describe('a repository without a pull request to show', () => {
  test('is where it was, according to what is remembered', async () => {
    expect(await run({ kind: 'no_pull_request' })).toEqual({
      place: { kind: 'here', repository: app },
      calls: ['find'],
    });
  });

  test('is read again before a known pull request is forgotten', async () => {
    expect(await run({ kind: 'pull_request_gone' })).toEqual({
      place: { kind: 'here', repository: app },
      calls: ['read'],
    });
  });

  test('has the name to which the forge redirects', async () => {
    const { place } = await run({ kind: 'no_pull_request' }, { byName: read(renamed) });
    expect(place).toEqual({ kind: 'here', repository: renamed });
  });

  test.each<[string, Reads['byName']]>([
    ['has its name', read(successor)],
    ['nothing has its name', fail(404)],
  ])('is found by its id when another one %s', async (_, byName) => {
    const found = await run({ kind: 'pull_request_gone' }, { byName, byId: read(renamed) });
    expect(found.place).toEqual({ kind: 'renamed', repository: renamed });
    expect(found.calls).toEqual(['read', 'id 1']);
  });

  test('S9: keeps what is known while the forge fails', async () => {
    for (const reads of [{ byName: fail(500) }, { byName: fail(404), byId: fail(500) }]) {
      const { place } = await run({ kind: 'pull_request_gone' }, reads);
      expect(place).toMatchObject({ kind: 'lost', outcome: { failure: { kind: 'unavailable' } } });
    }
  });
});

describe('a repository whose name is not found or taken over', () => {
  test.each([notFound, { kind: 'taken_over' } as const])('is found by its id', async (found) => {
    const { place, calls } = await run(found, { byId: read(renamed) });
    expect(place).toEqual({ kind: 'renamed', repository: renamed });
    expect(calls).toEqual(['id 1']);
  });

  test('is where it was when its id has that name: something else was not found', async () => {
    const { place } = await run(notFound, { byId: read(app) });
    expect(place).toEqual({ kind: 'here', repository: app });
  });

  test.each<[string, Reads['byId']]>([
    ['the forge knows no ids', undefined],
    ['its id is not found', fail(404)],
    ['its id is refused', fail(403)],
    ['another repository answers', read(successor)],
  ])('is lost when %s', async (_, byId) => {
    const missing = await run(notFound, { byId });
    expect(missing.place).toMatchObject({
      kind: 'lost',
      outcome: { failure: { kind: 'not_found', message: expect.stringContaining('acme/app was') } },
    });
    const taken = await run({ kind: 'taken_over' }, { byId });
    expect(taken.place).toMatchObject({
      kind: 'lost',
      outcome: { failure: { message: expect.stringContaining('Another repository has the name') } },
    });
  });
});
