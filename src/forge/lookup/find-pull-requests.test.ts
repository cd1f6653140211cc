import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StatusRequest } from '../forge.ts';
import { findPullRequest, type LookupQuery, type LookupResult } from './find-pull-request.ts';
import { findPullRequests } from './find-pull-requests.ts';
import { isFromBranch } from './is-from-row.ts';
import {
  access,
  app,
  branch,
  fail,
  fork,
  MemoryForge,
  type MemoryPull,
  otherFork,
  row,
  toKnown,
} from './testing/memory-forge.ts';

let forge: MemoryForge;
let rounds: (readonly LookupQuery[])[];
let errors: unknown[];

beforeEach(() => {
  forge = new MemoryForge();
  rounds = [];
  errors = [];
});

type Result = LookupResult<MemoryPull> | undefined;

async function answer({ row: of, read, findOpen }: LookupQuery): Promise<Result> {
  return {
    ...(read && { read: await forge.readPullRequest(read) }),
    ...(findOpen && { open: await forge.findOpen(of) }),
  };
}

function find(requests: StatusRequest[], answerOne = answer) {
  const runQueries = (queries: readonly LookupQuery[]) => {
    rounds.push(queries);
    return Promise.all(queries.map(answerOne));
  };
  const logger = { error: (fields: unknown) => void errors.push(fields) };
  return findPullRequests(requests, { ...forge.deps, runQueries, logger }, access);
}

const unknownRow: StatusRequest = { ...row, known: undefined };

describe('a batch', () => {
  test('needs one round for known open pull requests', async () => {
    forge.put(5);
    forge.put(6);
    const lookups = await find([toKnown(5, 'open'), toKnown(6, 'open')]);
    expect(lookups).toMatchObject([{ answer: { number: 5 } }, { answer: { number: 6 } }]);
    expect(rounds).toHaveLength(1);
  });

  test('keeps only undecided rows for the next round', async () => {
    forge.put(5);
    const lookups = await find([toKnown(5, 'open'), toKnown(9, 'open'), unknownRow]);
    expect(lookups).toMatchObject([
      { answer: { number: 5 } },
      { answer: { number: 5 } },
      { answer: { number: 5 } },
    ]);
    expect(rounds.map((queries) => queries.length)).toEqual([3, 2, 1]);
  });

  test('reads a closed pull request and searches in the same round', async () => {
    forge.put(5, 'closed');
    expect(await find([toKnown(5, 'closed')])).toMatchObject([{ answer: { number: 5 } }]);
    expect(rounds).toHaveLength(1);
  });

  test('leaves a row undecided whose result is incomplete (S9)', async () => {
    forge.put(5);
    const lookups = await find([toKnown(6, 'open'), unknownRow], async (query) =>
      query.read?.number === 6 ? undefined : answer(query),
    );
    expect(lookups).toMatchObject([undefined, { answer: { number: 5 } }]);
  });

  test('an unexpected error fails only its own row', async () => {
    forge.put(5);
    const broken: Result = { read: { kind: 'read', value: null as unknown as MemoryPull } };
    const lookups = await find([toKnown(4, 'open'), toKnown(5, 'open')], async (query) =>
      query.read?.number === 4 ? broken : answer(query),
    );
    expect(lookups).toMatchObject([
      { kind: 'failed', failure: { kind: 'internal' } },
      { answer: { number: 5 } },
    ]);
    expect(errors).toHaveLength(1);
  });

  test('of no rows runs no query', async () => {
    expect(await find([])).toEqual([]);
    expect(rounds).toEqual([]);
  });
});

const states = fc.constantFrom('open' as const, 'closed' as const, 'merged' as const);
const repositories = [app, fork, otherFork];
const pulls = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    state: states,
    head: fc.record({
      branch: fc.constantFrom(branch, 'Agent/Login', 'agent/other'),
      repository: fc.constantFrom(...repositories, null),
    }),
  }),
  { selector: ({ number }) => number },
);
const requests = fc.array(
  fc.record({
    repository: fc.constantFrom(...repositories),
    branch: fc.constantFrom(branch, 'agent/other'),
    known: fc.option(
      fc.record({
        url: fc
          .integer({ min: 1, max: 8 })
          .map((number) => `https://forge.test/acme/app/${number}`),
        state: states,
      }),
      { nil: undefined },
    ),
  }),
  { maxLength: 6 },
);
const failures = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom('search', '#1', '#2', '#3', 'acme/app', 'grace/app'),
    fc.constantFrom(404, 410, 500),
  ),
  { selector: ([what]) => what },
);

function arrange(list: MemoryPull[], failing: [string, number][]): void {
  forge = new MemoryForge();
  for (const pull of list) forge.pulls.set(pull.number, pull);
  for (const [what, status] of failing) forge.failures.set(what, fail(status));
}

describe('whatever the forge returns', () => {
  test('a batch decides as single lookups do', async () => {
    await fc.assert(
      fc.asyncProperty(pulls, requests, failures, async (list, rows, failing) => {
        arrange(list, failing);
        const single = await Promise.all(
          rows.map((request) => findPullRequest(request, forge.toSingleDeps(request), access)),
        );
        expect(await find(rows)).toEqual(single);
      }),
    );
  });

  test('no row shows a pull request from another repository or branch', async () => {
    await fc.assert(
      fc.asyncProperty(pulls, requests, failures, async (list, rows, failing) => {
        arrange(list, failing);
        for (const [index, lookup] of (await find(rows)).entries()) {
          if (lookup?.kind !== 'found') continue;
          const { repository, branch: name } = rows[index] ?? unknownRow;
          const { head } = lookup.answer;
          const named = repositories.find(({ owner }) => owner === repository.owner) ?? app;
          // A deleted fork counts only if the row's repository is gone as well.
          const isDeleted =
            head.branch === name &&
            head.repository === null &&
            forge.failures.has(`${named.owner}/${named.name}`);
          expect(isDeleted || isFromBranch(head, named, name)).toBe(true);
        }
      }),
    );
  });
});
