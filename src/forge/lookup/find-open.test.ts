import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { isSameName, type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { type FoundOpen, findInNetwork, pickNewest } from './find-open.ts';
import { createMemory, type Memory } from './remember-reads.ts';
import { access, app, fail, fork, rememberNothing } from './testing/memory-forge.ts';

type Repository = NamedRepository & { parent: NamedRepository | null };

const root: Repository = { ...app, parent: null };
const forked: Repository = { ...fork, parent: app };
const forkedAgain: Repository = { owner: 'dana', name: 'app', id: 4, parent: fork };
const renamed: Repository = { ...fork, name: 'renamed', parent: app };
const nothing: FoundOpen = { kind: 'read', value: undefined, redirected: false };

function toFound(number: number, redirected = false): FoundOpen {
  return { kind: 'read', value: { reference: { repository: app, number } }, redirected };
}

interface Network {
  /** What the search in each repository returns. */
  results?: Record<string, FoundOpen>;
  remembered?: readonly Repository[];
  /** What a fresh response says; by default what is remembered. */
  current?: Record<string, Repository>;
  unreadable?: Record<string, number>;
}

/** Searches from a repository, and lists which repositories were searched and read again. */
async function search(
  network: Network,
  from: RepositoryReference = fork,
  refused: Memory<Unread> = rememberNothing,
) {
  const { results = {}, remembered = [root, forked, forkedAgain, renamed] } = network;
  const calls: string[] = [];
  const find = async (named: RepositoryReference): Promise<MaybeRead<Repository>> => {
    const status = network.unreadable?.[toFullName(named)];
    const value = remembered.find((one) => isSameName(one, named));
    return status === undefined && value ? { kind: 'read', value } : fail(status ?? 404);
  };
  const found = await findInNetwork<NamedRepository, Repository>(
    from,
    async (base, head) => {
      calls.push(`${toFullName(base)} for ${toFullName(head)}`);
      return results[toFullName(base)] ?? nothing;
    },
    {
      find,
      read: async (named) => {
        calls.push(`read ${toFullName(named)}`);
        const value = network.current?.[toFullName(named)];
        return value ? { kind: 'read', value } : find(named);
      },
      refused,
    },
    access,
  );
  const { head: _, ...withoutHead } = { head: undefined, ...found };
  return { found: withoutHead, calls };
}

describe('the search for an open pull request', () => {
  test('ends in the repository of the branch if there is one', async () => {
    const { found, calls } = await search({
      results: { 'grace/app': toFound(2), 'acme/app': toFound(5) },
    });
    expect(found).toEqual(toFound(2));
    expect(calls).toEqual(['grace/app for grace/app']);
  });

  test('goes on in the repository that it was forked from', async () => {
    const { found, calls } = await search({ results: { 'acme/app': toFound(5) } });
    expect(found).toEqual(toFound(5));
    expect(calls).toEqual(['grace/app for grace/app', 'acme/app for grace/app']);
  });

  test('goes on up to the root', async () => {
    const { found, calls } = await search({ results: { 'acme/app': toFound(5) } }, forkedAgain);
    expect(found).toEqual(toFound(5));
    expect(calls).toEqual([
      'dana/app for dana/app',
      'grace/app for dana/app',
      'acme/app for dana/app',
    ]);
  });

  test('finds none where there is no parent', async () => {
    expect((await search({}, app)).found).toEqual(nothing);
  });

  test('ends after five repositories', async () => {
    const remembered = Array.from({ length: 9 }, (_, index): Repository => {
      const parent = { owner: `p${index + 1}`, name: 'app', id: index + 11 };
      return { owner: `p${index}`, name: 'app', id: index + 10, parent };
    });
    const { found, calls } = await search({ remembered }, { owner: 'p0', name: 'app' });
    expect(found).toEqual(nothing);
    expect(calls).toHaveLength(5);
  });

  test('ends where forks form a circle', async () => {
    const remembered = [{ ...root, parent: fork }, forked];
    expect((await search({ remembered })).calls).toHaveLength(2);
  });

  test('does not enter a repository that took over the name of the parent', async () => {
    const other = { ...root, id: 99, parent: { owner: 'eve', name: 'app', id: 100 } };
    const { calls } = await search({ remembered: [forked, other] });
    expect(calls).toEqual(['grace/app for grace/app', 'acme/app for grace/app']);
  });

  test('starts over with the current name when the old one is redirected', async () => {
    const { found, calls } = await search({
      results: { 'grace/app': { ...nothing, redirected: true }, 'grace/renamed': toFound(7) },
      current: { 'grace/app': renamed },
    });
    expect(found).toEqual(toFound(7));
    expect(calls).toEqual([
      'grace/app for grace/app',
      'read grace/app',
      'grace/renamed for grace/renamed',
    ]);
  });

  test('starts over with the current name when the old one is not found', async () => {
    const { found } = await search({
      results: { 'grace/app': fail(404), 'grace/renamed': toFound(7) },
      current: { 'grace/app': renamed },
    });
    expect(found).toEqual(toFound(7));
  });

  test('uses the current name of a parent that was renamed', async () => {
    const { found, calls } = await search({
      results: { 'acme/app': toFound(5, true), 'acme/new': toFound(6) },
      current: { 'acme/app': { ...root, name: 'new' } },
    });
    expect(found).toEqual(toFound(6));
    expect(calls).toEqual([
      'grace/app for grace/app',
      'acme/app for grace/app',
      'read acme/app',
      'acme/new for grace/app',
    ]);
  });

  test('fails when the repository of the branch is gone', async () => {
    expect((await search({ unreadable: { 'grace/app': 404 } })).found).toEqual(fail(404));
  });
});

describe('a repository that cannot be searched', () => {
  test.each([403, 404])('is not requested again for ten minutes (%i)', async (status) => {
    const clock = new FakeClock();
    const refused = createMemory<Unread>(10 * 60_000, clock);
    const hidden = { results: { 'acme/app': fail(status) }, unreadable: { 'acme/app': status } };
    const own = ['grace/app for grace/app'];
    const both = [...own, 'acme/app for grace/app'];
    expect(await search(hidden, fork, refused)).toEqual({ found: nothing, calls: both });
    await clock.advance(10 * 60_000 - 1);
    expect(await search(hidden, fork, refused)).toEqual({ found: nothing, calls: own });
    await clock.advance(1);
    expect((await search(hidden, fork, refused)).calls).toEqual(both);
  });

  test('is requested again after a failure that may be over', async () => {
    const refused = createMemory<Unread>(10 * 60_000, new FakeClock());
    const failing = { results: { 'acme/app': fail(500) } };
    const both = ['grace/app for grace/app', 'acme/app for grace/app'];
    expect((await search(failing, fork, refused)).calls).toEqual(both);
    expect((await search(failing, fork, refused)).calls).toEqual(both);
  });

  test.each([403, 404])('does not hide a pull request above it (%i)', async (status) => {
    const results = { 'dana/app': fail(status), 'grace/app': fail(status), 'acme/app': toFound(5) };
    expect((await search({ results }, forkedAgain)).found).toEqual(toFound(5));
  });

  test.each([403, 404])('has none that could be shown (%i)', async (status) => {
    expect((await search({ results: { 'grace/app': fail(status) } })).found).toEqual(nothing);
    expect((await search({ results: { 'acme/app': fail(status) } })).found).toEqual(nothing);
  });

  test('fails the branch with its own failure if all fail', async () => {
    const results = { 'grace/app': fail(403), 'acme/app': fail(404) };
    const unreadable = { 'acme/app': 404 };
    expect((await search({ results, unreadable })).found).toEqual(fail(403));
  });

  test('leaves it open whether there is one after any other failure (S9)', async () => {
    expect((await search({ results: { 'grace/app': fail(500) } })).found).toEqual(fail(500));
    expect((await search({ results: { 'acme/app': fail(500) } })).found).toEqual(fail(500));
    const unreadable = { 'grace/app': 500 };
    expect((await search({ unreadable }, forkedAgain)).found).toEqual(fail(500));
  });

  test('does not hide a pull request above it after any other failure', async () => {
    const results = { 'grace/app': fail(500), 'acme/app': toFound(5) };
    expect((await search({ results })).found).toEqual(toFound(5));
  });

  test('ends the search if the token is limited (S5)', async () => {
    const limited: FoundOpen = {
      kind: 'unread',
      status: 429,
      outcome: { kind: 'rate_limited', retryInMs: 1_000 },
    };
    const { found, calls } = await search({ results: { 'grace/app': limited } });
    expect(found).toEqual(limited);
    expect(calls).toHaveLength(1);
  });
});

test('whatever fails in a network, an open pull request of it is shown or the branch fails', async () => {
  const outcome = fc.constantFrom<FoundOpen>(nothing, toFound(5), fail(403), fail(404), fail(500));
  await fc.assert(
    fc.asyncProperty(outcome, outcome, outcome, async (own, parent, top) => {
      const results = { 'dana/app': own, 'grace/app': parent, 'acme/app': top };
      const { found } = await search({ results }, forkedAgain);
      const all = [own, parent, top];
      const isFound = all.some((one) => one.kind === 'read' && one.value);
      const isNone = all.some(({ kind }) => kind === 'read') && !all.includes(fail(500));
      if (isFound) expect(found).toEqual(toFound(5));
      else if (all.some((one) => one.kind === 'unread' && one.status === 500)) {
        expect(found).toEqual(fail(500));
      } else expect(found).toEqual(isNone ? nothing : own);
    }),
  );
});

test('the newest candidate is the one with the highest number', () => {
  const candidates = [{ number: 7 }, { number: 12 }, { number: 9 }];
  expect(pickNewest(app, candidates)?.reference).toEqual({
    repository: { owner: 'acme', name: 'app' },
    number: 12,
  });
  expect(pickNewest(app, [])).toBeUndefined();
});
