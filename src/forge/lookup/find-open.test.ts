import { describe, expect, test } from 'vitest';
import type { MaybeRead } from '../client/forge-api.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { type FoundOpen, findInRepositoryOrParent, pickNewest } from './find-open.ts';
import { access, app, fail, fork } from './testing/memory-forge.ts';

type Repository = NamedRepository & { parent: NamedRepository | null };

const forked: Repository = { ...fork, parent: app };
const renamed: Repository = { ...fork, name: 'renamed', parent: app };
const nothing: FoundOpen = { kind: 'read', value: undefined, redirected: false };

function toFound(number: number): FoundOpen {
  return { kind: 'read', value: { reference: { repository: app, number } }, redirected: false };
}

/** Searches with the given result in each repository, and lists where. */
async function search(
  results: Record<string, FoundOpen>,
  { remembered = forked, current = renamed } = {},
) {
  const calls: string[] = [];
  const found = await findInRepositoryOrParent<NamedRepository, Repository>(
    fork,
    async (base, head) => {
      calls.push(`${base.name} of ${base.owner} for ${head.name}`);
      return results[`${base.owner}/${base.name}`] ?? nothing;
    },
    {
      find: async () => ({ kind: 'read', value: remembered }),
      read: async (): Promise<MaybeRead<Repository>> => {
        calls.push('read again');
        return { kind: 'read', value: current };
      },
    },
    access,
  );
  return { found, calls };
}

describe('the search for an open pull request', () => {
  test('ends in the repository of the branch if there is one', async () => {
    const { found, calls } = await search({ 'grace/app': toFound(2), 'acme/app': toFound(5) });
    expect(found).toEqual(toFound(2));
    expect(calls).toEqual(['app of grace for app']);
  });

  test('goes on in the repository that it was forked from', async () => {
    const { found, calls } = await search({ 'acme/app': toFound(5) });
    expect(found).toEqual(toFound(5));
    expect(calls).toEqual(['app of grace for app', 'app of acme for app']);
  });

  test('finds none where there is no parent', async () => {
    const { found } = await search({}, { remembered: { ...fork, parent: null } });
    expect(found).toEqual(nothing);
  });

  test.each<[string, FoundOpen]>([
    ['redirected', { ...nothing, redirected: true }],
    ['not found', fail(404)],
  ])('starts over with the current name when the old one is %s', async (_, outdated) => {
    const { found, calls } = await search({ 'grace/app': outdated, 'grace/renamed': toFound(7) });
    expect(found).toEqual(toFound(7));
    expect(calls).toEqual(['app of grace for app', 'read again', 'renamed of grace for renamed']);
  });

  test('fails when one of both repositories cannot be searched (S9)', async () => {
    expect((await search({ 'grace/app': fail(500) })).found).toEqual(fail(500));
    expect((await search({ 'acme/app': fail(500) })).found).toEqual(fail(500));
  });
});

test('the newest candidate is the one with the highest number', () => {
  const candidates = [{ number: 7 }, { number: 12 }, { number: 9 }];
  expect(pickNewest(app, candidates)?.reference).toEqual({
    repository: { owner: 'acme', name: 'app' },
    number: 12,
  });
  expect(pickNewest(app, [])).toBeUndefined();
});
