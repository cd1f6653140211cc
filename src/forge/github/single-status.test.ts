import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graphQlPath, toPullPath } from './testing/paths.ts';
import {
  type GitHubScenario,
  type GraphQlScript,
  startGitHubScenario,
} from './testing/start-scenario.ts';

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario({ timeoutMs: 1_000 });
  tested.putPullRequest({ unresolvedThreads: 2 });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

async function countThreads() {
  const outcome = await tested.fetchStatus(tested.toKnown(12));
  if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  return outcome.pullRequest.unresolvedThreads;
}

describe('a single open pull request', () => {
  test('gets the facts that only GraphQL reports with one query', async () => {
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: {
        unresolvedThreads: 2,
        reviewDecision: 'none',
        inMergeQueue: false,
        mergeQueuePosition: null,
      },
    });
    expect(tested.queries).toHaveLength(1);
  });

  test('costs no query for ten minutes while nothing changes', async () => {
    expect(await countThreads()).toBe(2);
    tested.instant.nowMs += 10 * 60_000 - 1;
    expect(await countThreads()).toBeNull();
    tested.instant.nowMs += 1;
    expect(await countThreads()).toBe(2);
    expect(tested.queries).toHaveLength(2);
  });

  test('is queried again as soon as it changes', async () => {
    await countThreads();
    tested.putPullRequest({ unresolvedThreads: 3, title: 'Changed' });
    expect(await countThreads()).toBe(3);
  });

  test('is queried for a row that does not know it yet', async () => {
    await countThreads();
    expect(await tested.fetchStatus()).toMatchObject({ pullRequest: { unresolvedThreads: 2 } });
  });

  test('is queried again when the refresh was requested', async () => {
    await countThreads();
    tested.putPullRequest({ unresolvedThreads: 3 });
    expect(await countThreads()).toBeNull();
    const { forge, access, repository } = tested;
    const row = { repository, branch: 'agent/login', known: tested.toKnown(12) };
    const [outcome] = await forge.fetchStatuses([{ ...row, readsAll: true }], access);
    expect(outcome).toMatchObject({ pullRequest: { unresolvedThreads: 3 } });
  });

  test('costs no query once it is merged', async () => {
    tested.putPullRequest({ state: 'merged' });
    await tested.fetchStatus(tested.toKnown(12, 'merged'));
    expect(tested.queries).toEqual([]);
  });
});

describe('a single row that REST would charge for', () => {
  const request = (change: { readsAll?: boolean } = {}) => {
    const { forge, access, repository } = tested;
    const row = { repository, branch: 'agent/login', known: tested.toKnown(12), ...change };
    return forge.fetchStatuses([row], access);
  };

  test('is read by one query when something says that it changed', async () => {
    await request();
    tested.server.takeCalls();
    expect(await request({ readsAll: true })).toMatchObject([{ kind: 'refreshed' }]);
    expect(tested.server.takeCalls()).toEqual([graphQlPath]);
  });

  test('is read by one query after REST charged for it, for an hour', async () => {
    await request();
    await request();
    tested.putPullRequest({ title: 'Changed' });
    await request();
    tested.server.takeCalls();
    await request();
    expect(tested.server.takeCalls()).toEqual([graphQlPath]);
    tested.instant.nowMs += 59 * 60_000;
    await request();
    expect(tested.server.takeCalls().join()).not.toContain(toPullPath(12));
    tested.instant.nowMs += 60_000;
    await request();
    expect(tested.server.takeCalls()).toContain(`304 ${toPullPath(12)}`);
  });
});

describe('a GraphQL query that fails', () => {
  test.each<[string, ReturnType<GraphQlScript>]>([
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['502', { status: 502, body: '<html>' }],
    ['no response', { kind: 'hang' }],
    ['an HTML page', { body: '<html>' }],
    ['no data', { body: { errors: [{ message: 'No.' }] } }],
    ['another shape', { body: { data: { part0: [] } } }],
    ['a rate limit', { status: 429, headers: { 'retry-after': '30' } }],
    ['a rate limit with status 200', { body: { errors: [{ type: 'RATE_LIMITED' }] } }],
  ])('leaves the facts of REST intact: %s (S9)', async (_, answer) => {
    tested.answerQueries(() => answer);
    const outcome = await tested.fetchStatus(tested.toKnown(12));
    expect(outcome).toMatchObject({ kind: 'refreshed', pullRequest: { unresolvedThreads: null } });
  });

  // S14
  test.each<[string, boolean, ReturnType<GraphQlScript>]>([
    ['502', true, { status: 502 }],
    ['an HTML page', true, { body: '<html>' }],
    ['a rate limit', true, { status: 429, headers: { 'retry-after': '30' } }],
    ['no GraphQL', false, { status: 404 }],
    ['a refused token', false, { status: 403 }],
  ])('leaves threads and queue unread where they may be known: %s', async (_, unread, answer) => {
    tested.answerQueries(() => answer);
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { conversationUnread: unread },
    });
  });

  // S14
  test.each<[string, ReturnType<GraphQlScript>]>([
    ['404', { status: 404 }],
    ['403', { status: 403 }],
    ['a page that refuses', { status: 403, body: '<html>' }],
    ['400', { status: 400 }],
  ])('once does not mean that there is none where it has responded: %s', async (_, answer) => {
    const isUnread = async () => {
      const outcome = await tested.fetchStatus(tested.toKnown(12));
      return outcome?.kind === 'refreshed' && outcome.pullRequest.conversationUnread;
    };
    tested.putPullRequest({ unresolvedThreads: 3 });
    expect(await isUnread()).toBe(false);
    tested.answerQueries(() => answer);
    tested.putPullRequest({ unresolvedThreads: 3, title: 'Changed' });
    expect(await isUnread()).toBe(true);
    tested.instant.nowMs += 9 * 60_000;
    tested.putPullRequest({ unresolvedThreads: 3, title: 'Changed again' });
    expect(await isUnread()).toBe(true);
    tested.instant.nowMs += 20 * 60_000;
    tested.putPullRequest({ unresolvedThreads: 3, title: 'Changed later' });
    expect(await isUnread()).toBe(false);
  });

  // S14
  test('once is repeated with the next read, although the pull request is unchanged', async () => {
    await countThreads();
    tested.putPullRequest({ unresolvedThreads: 3, title: 'Changed' });
    tested.answerQueries(() => ({ body: '<html>' }));
    expect(await countThreads()).toBeNull();
    tested.answerQueries(() => undefined);
    expect(await countThreads()).toBe(3);
  });

  test('because there is no GraphQL is not repeated for ten minutes', async () => {
    tested.removeGraphQl();
    const count = () => tested.server.takeCalls().filter((path) => path === graphQlPath).length;
    await countThreads();
    expect(count()).toBe(1);
    tested.instant.nowMs += 10 * 60_000 - 1;
    await countThreads();
    expect(count()).toBe(0);
    tested.instant.nowMs += 1;
    await countThreads();
    expect(count()).toBe(1);
  });

  test('in part still provides the other facts', async () => {
    tested.answerQueries(() => ({
      body: {
        data: { part0: { pullRequest: { reviewDecision: null, reviewThreads: null } } },
        errors: [{ type: 'FORBIDDEN', path: ['part0', 'pullRequest', 'reviewDecision'] }],
      },
    }));
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { reviewDecision: null, unresolvedThreads: null, inMergeQueue: null },
    });
  });
});
