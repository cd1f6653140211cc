import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { fork, listJson, pullRequestJson, repositoryJson } from './testing/json-answers.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from './testing/start-scenario.ts';

let scenario: AzureDevOpsScenario;

beforeEach(async () => {
  scenario = await startAzureDevOpsScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function fetchNumber(options: { repository?: typeof fork; known?: string } = {}) {
  const { forge, access, repository } = scenario;
  const known = options.known ? { url: options.known, state: 'open' as const } : undefined;
  const row = { repository: options.repository ?? repository, branch: 'agent/login', known };
  const [outcome] = await forge.fetchStatuses([row], access);
  return outcome?.kind === 'refreshed' ? outcome.pullRequest.number : outcome?.kind;
}

function buildJson(change: Partial<typeof samplePullRequest>) {
  return pullRequestJson({ ...samplePullRequest, ...change }, scenario.server.webBaseUrl);
}

test('finds the pull request behind many of forks with the same branch name', async () => {
  for (let number = 1; number <= 230; number += 1) {
    scenario.putPullRequest({ number, from: number === 215 ? 'repository' : 'otherFork' });
  }
  expect(await fetchNumber()).toBe(215);
});

test('reads the pull request itself when the list does not name its fork', async () => {
  scenario.putPullRequest({ number: 5, from: 'otherFork' });
  const { forkSource: _, ...nameless } = { forkSource: null, ...buildJson({ number: 5 }) };
  scenario.server.put('/pullrequests', { body: listJson([nameless]) });
  expect(await fetchNumber()).toBe('no_pull_request');
});

test('goes on to an older one when the newest turns out to come from a fork', async () => {
  scenario.putPullRequest({ number: 5, from: 'otherFork' });
  scenario.putPullRequest({ number: 4 });
  const { forkSource: _, ...nameless } = { forkSource: null, ...buildJson({ number: 5 }) };
  const own = buildJson({ number: 4 });
  scenario.server.put('/pullrequests', { body: listJson([nameless, own]) });
  expect(await fetchNumber()).toBe(4);
});

test('fails when an entry of the list cannot be read (S9)', async () => {
  scenario.server.put('/pullrequests', { body: listJson([buildJson({}), { pullRequestId: 13 }]) });
  expect(await fetchNumber()).toBe('failed');
});

describe('a deleted fork', () => {
  const forkSource = { name: 'refs/heads/agent/login', repository: null };

  test('matches no row in a list', async () => {
    scenario.server.put('/pullrequests', { body: listJson([{ ...buildJson({}), forkSource }]) });
    expect(await fetchNumber()).toBe('no_pull_request');
  });

  test('keeps the known pull request of its row', async () => {
    const { url } = scenario.putPullRequest({ from: 'fork' });
    scenario.people?.deleteAccount('bob');
    expect(await fetchNumber({ repository: fork, known: url })).toBe(12);
  });
});

describe('a repository that was renamed', () => {
  test('is recognized by its id', async () => {
    const { url } = scenario.putPullRequest({ from: 'fork' });
    const renamed = { ...repositoryJson(fork, scenario.server.webBaseUrl), name: 'renamed' };
    const body = {
      ...buildJson({}),
      forkSource: { name: 'refs/heads/agent/login', repository: renamed },
    };
    scenario.server.put('/pullRequests/12', { body });
    expect(await fetchNumber({ repository: fork, known: url })).toBe(12);
  });

  test('is requested by its id', async () => {
    await fetchNumber();
    const [first, second] = scenario.server.takeCalls();
    expect(first).toBe('GET Team%20Work/_apis/git/repositories/app');
    expect(second).toMatch(/^GET _apis\/git\/repositories\/[0-9a-f-]{36}\/pullrequests$/);
  });
});

test('requests a repository again only after ten minutes', async () => {
  await fetchNumber();
  scenario.server.takeCalls();
  await fetchNumber();
  expect(scenario.server.takeCalls()).toHaveLength(1);
  scenario.instant.nowMs += 11 * 60_000;
  await fetchNumber();
  expect(scenario.server.takeCalls()).toHaveLength(2);
});
