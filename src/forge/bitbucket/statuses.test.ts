import { describe, expect, test } from 'vitest';
import { fetchOutcome, getPullRequest } from '../testing/forge-scenario.ts';
import { notFound, pullRequestJson } from './testing/json-answers.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const pullPath = '/repositories/acme/app/pullrequests/12';
const limited = { status: 429, body: 'Rate limit for this resource has been exceeded' };

async function startKnown(change: Parameters<BitbucketScenario['putPullRequest']>[0] = {}) {
  const scenario = await startBitbucketScenario();
  const { url, state } = scenario.putPullRequest(change);
  return { scenario, known: { url, state } };
}

describe('the head', () => {
  test('has its full hash, although a pull request abbreviates it', async () => {
    await using scenario = await startBitbucketScenario();
    const headSha = '0123456789abcdef'.repeat(3).slice(0, 40);
    scenario.putPullRequest({ headSha });
    expect((await getPullRequest(scenario)).headSha).toBe(headSha);
  });

  test('is read separately when the commits cannot be listed', async () => {
    const { scenario } = await startKnown();
    await using _ = scenario;
    const { server } = scenario;
    server.put(`${pullPath}/commits`, { status: 500, body: '' });
    const hash = '1'.repeat(40);
    server.put('/repositories/acme/app/commit/111111111111', { body: { hash } });
    expect(await getPullRequest(scenario)).toMatchObject({ headSha: hash, commits: null });
  });

  test('stays abbreviated when its commit is gone', async () => {
    const { scenario } = await startKnown();
    await using _ = scenario;
    scenario.server.put(`${pullPath}/commits`, notFound);
    expect((await getPullRequest(scenario)).headSha).toBe('111111111111');
  });

  test('fails the refresh when it cannot be read (S9)', async () => {
    const { scenario } = await startKnown();
    await using _ = scenario;
    const { server } = scenario;
    const down = { status: 503, body: '' };
    server.put(`${pullPath}/commits`, down);
    server.put('/repositories/acme/app/commit/111111111111', down);
    const outcome = await fetchOutcome(scenario);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  });
});

describe('an extra fact', () => {
  const extras = ['diffstat', 'commits', 'comments', 'conflicts'].map(
    (name) => `${pullPath}/${name}`,
  );
  const statuses = '/repositories/acme/app/commit/111111111111/statuses';

  test('is unknown when it cannot be read', async () => {
    const { scenario } = await startKnown({ unresolvedThreads: 1 });
    await using _ = scenario;
    const hash = '1'.repeat(40);
    const { server } = scenario;
    for (const path of [...extras, statuses]) server.put(path, { status: 500, body: 'oops' });
    server.put('/repositories/acme/app/commit/111111111111', { body: { hash } });
    expect(await getPullRequest(scenario)).toMatchObject({
      additions: null,
      deletions: null,
      changedFiles: null,
      commits: null,
      checks: null,
      unresolvedThreads: null,
      mergeability: 'unknown',
    });
  });

  test.each([...extras, statuses])('ends the refresh after a rate limit: %s', async (path) => {
    const { scenario } = await startKnown({ unresolvedThreads: 1 });
    await using _ = scenario;
    scenario.server.put(path, limited);
    const retryInMs = 60_000;
    expect(await fetchOutcome(scenario)).toEqual({ kind: 'rate_limited', retryInMs });
  });
});

describe('counts', () => {
  test('add up all pages of files', async () => {
    const { scenario } = await startKnown({ changedFiles: 1200, commits: 230 });
    await using _ = scenario;
    const expected = { changedFiles: 1200, additions: 3, deletions: 1, countsAtLeast: false };
    expect(await getPullRequest(scenario)).toMatchObject({ ...expected, commits: 230 });
  });

  test('are a lower bound when there are too many files', async () => {
    const { scenario } = await startKnown({ changedFiles: 2001, commits: 501 });
    await using _ = scenario;
    const expected = { changedFiles: 2000, countsAtLeast: true, commits: null };
    expect(await getPullRequest(scenario)).toMatchObject(expected);
  });

  test('are not requested again while the commits are the same', async () => {
    const { scenario, known } = await startKnown();
    await using _ = scenario;
    await getPullRequest(scenario, { known });
    scenario.server.takeCalls();
    await getPullRequest(scenario, { known });
    const again = ['acme/app/pullrequests/12', 'acme/app/commit/111111111111/statuses'];
    expect(scenario.server.takeCalls().map((call) => call.split('?')[0])).toEqual(again);
  });

  test('are requested again after a push, and after ten minutes', async () => {
    const { scenario, known } = await startKnown();
    await using _ = scenario;
    await getPullRequest(scenario, { known });
    scenario.putPullRequest({ headSha: '2'.repeat(40), additions: 4 });
    expect((await getPullRequest(scenario, { known })).additions).toBe(4);
    scenario.server.takeCalls();
    scenario.instant.nowMs += 10 * 60_000;
    await getPullRequest(scenario, { known });
    const paths = scenario.server.takeCalls().map((call) => call.split('?')[0]);
    expect(paths).toContain('acme/app/pullrequests/12/diffstat');
  });
});

describe('mergeability', () => {
  test('is blocked for a draft', async () => {
    const { scenario } = await startKnown({ draft: true });
    await using _ = scenario;
    expect((await getPullRequest(scenario)).mergeability).toBe('blocked');
  });

  test('is conflicting even for a draft', async () => {
    const { scenario } = await startKnown({ draft: true, mergeability: 'conflicting' });
    await using _ = scenario;
    expect((await getPullRequest(scenario)).mergeability).toBe('conflicting');
  });

  test('is unknown without a conflict, or without access to conflicts', async () => {
    const { scenario } = await startKnown();
    await using _ = scenario;
    expect((await getPullRequest(scenario)).mergeability).toBe('unknown');
    scenario.instant.nowMs += 10 * 60_000;
    scenario.server.put(`${pullPath}/conflicts`, { status: 403, body: '' });
    expect((await getPullRequest(scenario)).mergeability).toBe('unknown');
  });

  test('is not requested for a merged pull request', async () => {
    const { scenario, known } = await startKnown({ state: 'merged' });
    await using _ = scenario;
    await getPullRequest(scenario, { known });
    expect(scenario.server.takeCalls().filter((call) => call.includes('conflicts'))).toEqual([]);
  });
});

describe('threads', () => {
  test.each([
    [130, 130, false],
    [600, 500, true],
  ])('of %i, %i are counted; there are more: %s', async (threads, counted, isAtLeast) => {
    const { scenario } = await startKnown({ unresolvedThreads: threads });
    await using _ = scenario;
    const { unresolvedThreads, unresolvedThreadsAtLeast } = await getPullRequest(scenario);
    expect(unresolvedThreadsAtLeast).toBe(isAtLeast);
    expect(isAtLeast ? Number(unresolvedThreads) > 100 : unresolvedThreads === counted).toBe(true);
  });
});

describe('a known pull request whose fork was deleted', () => {
  async function startDeleted(state: 'open' | 'merged') {
    const { scenario, known } = await startKnown({ from: 'fork', state });
    const { server } = scenario;
    const [pull] = server.world.pulls.values();
    const json = pull && pullRequestJson(pull, server.origins);
    const body = { ...json, source: { ...json?.source, repository: null } };
    server.put(pullPath, { body });
    return { scenario, known };
  }

  test.each(['open', 'merged'] as const)(
    'is kept while the repository of the row is gone: %s',
    async (state) => {
      const { scenario, known } = await startDeleted(state);
      await using _ = scenario;
      scenario.server.put('/repositories/bob/app', notFound);
      const found = await getPullRequest(scenario, { repository: scenario.fork, known });
      const checks = { unreadable: expect.stringContaining('was deleted') };
      expect(found).toMatchObject({ state, checks });
    },
  );

  test('does not belong to a row whose repository exists', async () => {
    const { scenario, known } = await startDeleted('open');
    await using _ = scenario;
    expect(await fetchOutcome(scenario, { known })).toMatchObject({ kind: 'pull_request_gone' });
  });

  test('fails while the repository of the row cannot be read (S9)', async () => {
    const { scenario, known } = await startDeleted('open');
    await using _ = scenario;
    scenario.server.put('/repositories/bob/app', { status: 500, body: '' });
    const outcome = await fetchOutcome(scenario, { repository: scenario.fork, known });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  });
});
