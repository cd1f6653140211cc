import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchOutcome, getPullRequest, samplePullRequest } from '../testing/forge-scenario.ts';
import { pullRequestJson } from './testing/json-answers.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from './testing/start-scenario.ts';

let scenario: AzureDevOpsScenario;

beforeEach(async () => {
  scenario = await startAzureDevOpsScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

/** Puts a pull request with some fields replaced. */
function amend(more: Record<string, unknown>): void {
  const body = pullRequestJson(samplePullRequest, scenario.server.webBaseUrl);
  scenario.putPullRequest({});
  scenario.server.put('/pullRequests/12', { body: { ...body, ...more } });
}

describe('facts that Azure does not report', () => {
  test('are unknown, not zero', async () => {
    scenario.putPullRequest({});
    expect(await getPullRequest(scenario)).toMatchObject({
      additions: null,
      deletions: null,
      changedAt: null,
      mergeQueuePosition: null,
      inMergeQueue: false,
      autoMerge: false,
    });
  });

  test('take the time of the last change from the end of the pull request', async () => {
    const settledAt = new Date('2026-01-01T11:30:00Z');
    const { url } = scenario.putPullRequest({ state: 'merged', settledAt });
    const { forge, access, repository } = scenario;
    const known = { url, state: 'open' } as const;
    const request = { repository, branch: 'agent/login', known };
    const [outcome] = await forge.fetchStatuses([request], access);
    expect(outcome).toMatchObject({
      pullRequest: { settledAt, changedAt: settledAt, mergeability: 'unknown', autoMerge: false },
    });
  });
});

test.each([
  ['/commits', { commits: null, changedFiles: null }],
  ['/threads', { unresolvedThreads: null }],
  ['/labels', { labels: null }],
  ['/statuses', { checks: null, mergeability: 'mergeable' }],
  ['/evaluations', { checks: null, mergeability: 'unknown', reviewDecision: null }],
])('an extra fact that cannot be read is unknown: %s', async (end, expected) => {
  scenario.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
  scenario.server.put(end, { status: 500, body: 'oops' });
  expect(await getPullRequest(scenario)).toMatchObject(expected);
});

test.each(['/commits', '/threads', '/labels', '/statuses', '/evaluations'])(
  'a rate limit on an extra fact ends the refresh: %s (S5)',
  async (end) => {
    scenario.putPullRequest({});
    scenario.server.put(end, { status: 429, headers: { 'retry-after': '60' } });
    expect((await fetchOutcome(scenario))?.kind).toBe('rate_limited');
  },
);

test('counts the commits of all pages', async () => {
  scenario.putPullRequest({ commits: 250 });
  expect((await getPullRequest(scenario)).commits).toBe(250);
});

test('counts files without folders, and a moved file once', async () => {
  scenario.putPullRequest({ headSha: '3'.repeat(40) });
  scenario.server.world.putFiles('3'.repeat(40), [
    { path: 'src/deep/new.ts', previousPath: 'src/old.ts', before: 'a\n', after: 'a\n' },
    { path: 'src/gone.ts', before: 'b\n', after: null },
  ]);
  expect((await getPullRequest(scenario)).changedFiles).toBe(2);
});

test('requests counts once per push', async () => {
  scenario.putPullRequest({});
  await getPullRequest(scenario);
  scenario.server.takeCalls();
  await getPullRequest(scenario);
  const again = scenario.server.takeCalls().filter((call) => call.endsWith('commits'));
  expect(again).toEqual([]);
  scenario.putPullRequest({ headSha: '4'.repeat(40), commits: 3 });
  expect((await getPullRequest(scenario)).commits).toBe(3);
});

describe('labels', () => {
  test('are not requested when the pull request includes them', async () => {
    scenario.putPullRequest({ labels: [{ name: 'bug', color: null }] });
    await getPullRequest(scenario);
    expect(scenario.server.takeCalls().filter((call) => call.endsWith('/labels'))).toEqual([]);
  });

  test('leave out inactive ones', async () => {
    const labels = [
      { name: 'old', active: false },
      { name: 'new', active: true },
    ];
    amend({ labels });
    expect((await getPullRequest(scenario)).labels).toEqual([{ name: 'new', color: null }]);
  });
});

test('reports auto-complete as auto-merge', async () => {
  amend({ autoCompleteSetBy: { id: 'x', displayName: 'Ada' } });
  expect((await getPullRequest(scenario)).autoMerge).toBe(true);
});
