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

async function ask(question: { repository?: typeof fork; known?: string } = {}) {
  const { forge, access, repository } = scenario;
  const known = question.known ? { url: question.known, state: 'open' as const } : undefined;
  const row = { repository: question.repository ?? repository, branch: 'agent/login', known };
  const [outcome] = await forge.fetchStatuses([row], access);
  return outcome?.kind === 'refreshed' ? outcome.pullRequest.number : outcome?.kind;
}

function toJson(change: Partial<typeof samplePullRequest>) {
  return pullRequestJson({ ...samplePullRequest, ...change }, scenario.server.webBaseUrl);
}

test('is found behind many of forks that use the same branch name', async () => {
  for (let number = 1; number <= 230; number += 1) {
    scenario.putPullRequest({ number, from: number === 215 ? 'repository' : 'otherFork' });
  }
  expect(await ask()).toBe(215);
});

test('a list that does not say whose branch it is, is not believed', async () => {
  scenario.putPullRequest({ number: 5, from: 'otherFork' });
  const { forkSource: _, ...nameless } = { forkSource: null, ...toJson({ number: 5 }) };
  scenario.server.put('/pullrequests', { body: listJson([nameless]) });
  expect(await ask()).toBe('no_pull_request');
});

test('a list with an entry that cannot be read is no answer (S9)', async () => {
  scenario.server.put('/pullrequests', { body: listJson([toJson({}), { pullRequestId: 13 }]) });
  expect(await ask()).toBe('failed');
});

describe('a fork that is gone', () => {
  const forkSource = { name: 'refs/heads/agent/login', repository: null };

  test('is nobody’s in a list', async () => {
    scenario.server.put('/pullrequests', { body: listJson([{ ...toJson({}), forkSource }]) });
    expect(await ask()).toBe('no_pull_request');
  });

  test('takes nothing from the row whose it was', async () => {
    const { url } = scenario.putPullRequest({ from: 'fork' });
    scenario.server.put('/pullRequests/12', { body: { ...toJson({}), forkSource } });
    expect(await ask({ repository: fork, known: url })).toBe(12);
  });
});

describe('a repository that was renamed', () => {
  test('is still the row’s by its id', async () => {
    const { url } = scenario.putPullRequest({ from: 'fork' });
    const renamed = { ...repositoryJson(fork, scenario.server.webBaseUrl), name: 'renamed' };
    const body = {
      ...toJson({}),
      forkSource: { name: 'refs/heads/agent/login', repository: renamed },
    };
    scenario.server.put('/pullRequests/12', { body });
    expect(await ask({ repository: fork, known: url })).toBe(12);
  });

  test('is asked for by its id', async () => {
    await ask();
    const [first, second] = scenario.server.takeCalls();
    expect(first).toBe('GET Team%20Work/_apis/git/repositories/app');
    expect(second).toMatch(/^GET _apis\/git\/repositories\/[0-9a-f-]{36}\/pullrequests$/);
  });
});

test('a repository that is remembered is not asked for again', async () => {
  await ask();
  scenario.server.takeCalls();
  await ask();
  expect(scenario.server.takeCalls()).toHaveLength(1);
  scenario.instant.nowMs += 11 * 60_000;
  await ask();
  expect(scenario.server.takeCalls()).toHaveLength(2);
});
