import { afterEach, beforeEach, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { app, graphQlPath, toChecksPaths } from './testing/paths.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

const { headSha: sha } = samplePullRequest;
const [runsPath, statusesPath] = toChecksPaths(sha);

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
  tested.putPullRequest({
    checks: [
      { name: 'build', state: 'passed' },
      { name: 'test', state: 'pending' },
    ],
  });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

const survey = () => tested.forge.surveyChecks?.({ repository: app, sha }, tested.access);
const surveyMany = (commits: { repository: typeof app; sha: string }[]) =>
  tested.forge.surveyManyChecks?.survey(commits, tested.access);

/** The double reports the last check as a commit status. */
const removeStatuses = () => tested.server.put(statusesPath, { body: { statuses: [] } });

test('a survey counts the checks, and is free while they are unchanged', async () => {
  removeStatuses();
  const first = await survey();
  expect(first).toMatchObject({ kind: 'surveyed', passed: 1, failed: 0, pending: 0 });
  expect(tested.server.takeCalls()).toEqual([runsPath, statusesPath]);
  expect(await survey()).toEqual({ ...first, requests: 1 });
  expect(tested.server.takeCalls()).toEqual([`304 ${runsPath}`]);
});

test('commit statuses are read every five minutes while there are none', async () => {
  removeStatuses();
  await survey();
  tested.instant.nowMs += 5 * 60_000;
  tested.server.takeCalls();
  expect(await survey()).toMatchObject({ requests: 2 });
  expect(tested.server.takeCalls()).toEqual([`304 ${runsPath}`, `304 ${statusesPath}`]);
});

test('commit statuses are read each time in a repository that has some', async () => {
  const status = { context: 'deploy', state: 'pending', created_at: '2026-01-01T11:00:00Z' };
  tested.server.put(statusesPath, { body: { statuses: [status] } });
  expect(await survey()).toMatchObject({ passed: 1, pending: 1, requests: 2 });
  const passed = { ...status, state: 'success' };
  tested.server.put(statusesPath, { body: { statuses: [passed] } });
  expect(await survey()).toMatchObject({ passed: 2, pending: 0, requests: 2 });
});

test('the hash differs when a check has another state', async () => {
  const first = await survey();
  tested.putPullRequest({
    checks: [
      { name: 'build', state: 'pending' },
      { name: 'test', state: 'passed' },
    ],
  });
  const second = await survey();
  expect(second).toMatchObject({ passed: 1, pending: 1 });
  expect(second).not.toEqual(first);
});

test('a survey reports why it failed, and a rate limit', async () => {
  tested.server.put(runsPath, { status: 502 });
  expect(await survey()).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  tested.fail(tested.rateLimitFault(90));
  expect(await survey()).toMatchObject({ kind: 'rate_limited' });
});

test('many heads are surveyed by one query, with the same result', async () => {
  tested.putPullRequest({
    checks: [
      { name: 'build', state: 'failed' },
      { name: 'deploy', state: 'passed' },
      { name: 'build', state: 'pending' },
    ],
  });
  const single = await survey();
  tested.server.takeCalls();
  const unknown = { repository: app, sha: 'f'.repeat(40) };
  const many = await surveyMany([{ repository: app, sha }, unknown]);
  expect(tested.server.takeCalls()).toEqual([graphQlPath]);
  expect(single).toMatchObject({ passed: 1, failed: 0, pending: 1 });
  expect(many).toEqual({ kind: 'surveyed_many', heads: [{ ...single, requests: 0 }, undefined] });
});

test('without GraphQL no head is surveyed by a query', async () => {
  tested.removeGraphQl();
  for (const _ of [1, 2]) {
    expect(await surveyMany([{ repository: app, sha }])).toEqual({
      kind: 'surveyed_many',
      heads: [undefined],
    });
  }
  expect(tested.server.takeCalls()).toEqual([graphQlPath]);
});
