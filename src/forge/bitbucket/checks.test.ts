import { describe, expect, test } from 'vitest';
import type { ChecksRequest } from '../forge.ts';
import { getPullRequest } from '../testing/forge-scenario.ts';
import { parseReport, toCheck } from './checks.ts';
import { statusJson } from './testing/json-answers.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const build = { name: 'build', state: 'passed' } as const;
const json = statusJson(build, 0);

function fetchChecks(scenario: BitbucketScenario, more: Partial<ChecksRequest>) {
  const { forge, access, repository } = scenario;
  const pullRequestUrl = forge.toPullRequestUrl({ repository, number: 12 });
  const request = { repository, branch: 'agent/login', pullRequestUrl, headSha: null, ...more };
  return forge.fetchChecks(request, access);
}

describe('a check', () => {
  test.each([
    ['SUCCESSFUL', 'passed'],
    ['FAILED', 'failed'],
    ['INPROGRESS', 'pending'],
    ['STOPPED', 'failed'],
  ])('in state %s is %s', (state, expected) => {
    expect(parseReport({ ...json, state })?.state).toBe(expected);
  });

  test('without a name is shown by its key', () => {
    expect(parseReport({ ...json, name: '' })?.name).toBe('key-of-build');
  });

  test('has no URL when the reported one is not a web page', () => {
    expect(parseReport({ ...json, url: 'javascript:alert(1)' })?.url).toBeNull();
  });

  test('in an unknown state makes the list unreadable', () => {
    expect(parseReport({ ...json, state: 'constructor' })).toBeUndefined();
  });
});

describe('the times of a check', () => {
  const createdOn = '2026-01-01T11:00:00.000001+00:00';
  const updatedOn = '2026-01-01T11:02:30.000001+00:00';
  const begin = new Date('2026-01-01T11:00:00Z');
  const end = new Date('2026-01-01T11:02:30Z');

  test.each([
    ['SUCCESSFUL', updatedOn, begin, end],
    ['INPROGRESS', updatedOn, begin, null],
    // Reported only once, after it ended.
    ['FAILED', createdOn, null, begin],
    ['FAILED', null, null, null],
  ])('in state %s, last updated at %s', (state, changed, startedAt, completedAt) => {
    const report = parseReport({ ...json, state, created_on: createdOn, updated_on: changed });
    expect(report && toCheck(report)).toMatchObject({ startedAt, completedAt });
  });

  test('are the same after a 304', async () => {
    await using scenario = await startBitbucketScenario();
    const timed = { ...build, startedAt: begin, completedAt: end };
    const { headSha } = scenario.putPullRequest({ checks: [timed] });
    const first = await fetchChecks(scenario, { headSha });
    expect(first).toMatchObject({ checks: [{ startedAt: begin, completedAt: end }] });
    expect(await fetchChecks(scenario, { headSha })).toEqual(first);
  });
});

test('counts the newest report of a build, in any order (S15)', async () => {
  await using scenario = await startBitbucketScenario();
  scenario.putPullRequest({});
  const [before, after] = ['2026-01-01T11:00:00+00:00', '2026-01-01T11:02:30+00:00'];
  const failed = { ...json, state: 'FAILED', created_on: before, updated_on: after };
  const running = { ...json, state: 'INPROGRESS', created_on: before, updated_on: before };
  for (const values of [
    [failed, running],
    [running, failed],
  ]) {
    scenario.server.override(({ path }) => {
      return path.includes('/statuses?') ? { body: { values } } : undefined;
    });
    expect(await getPullRequest(scenario)).toMatchObject({ checks: { failed: 1, pending: 0 } });
  }
});

test('counts two builds that have one name (S15)', async () => {
  await using scenario = await startBitbucketScenario();
  scenario.putPullRequest({});
  const values = [
    { ...statusJson(build, 0), key: 'app' },
    { ...statusJson({ ...build, state: 'failed' }, 1), key: 'lib' },
  ];
  scenario.server.override(({ path }) =>
    /\/commit\/\w+\/statuses/.test(path) ? { body: { values } } : undefined,
  );
  const { checks } = await getPullRequest(scenario);
  expect(checks).toMatchObject({ state: 'failed', passed: 1, failed: 1 });
});

test('reads all pages of checks', async () => {
  await using scenario = await startBitbucketScenario();
  const checks = Array.from({ length: 150 }, (_, index) => ({ ...build, name: `build ${index}` }));
  const { headSha } = scenario.putPullRequest({ checks });
  expect((await getPullRequest(scenario)).checks).toMatchObject({ state: 'passed', passed: 150 });
  const outcome = await fetchChecks(scenario, { headSha });
  expect(outcome.kind === 'checks' && outcome.checks).toHaveLength(150);
});

test('reads the checks of a fork’s pull request from the fork', async () => {
  await using scenario = await startBitbucketScenario();
  const { fork } = scenario;
  const { headSha } = scenario.putPullRequest({ from: 'fork', checks: [build] });
  expect((await getPullRequest(scenario, { repository: fork })).checks).toMatchObject({
    passed: 1,
  });
  const outcome = await fetchChecks(scenario, { repository: fork, headSha });
  expect(outcome).toMatchObject({ kind: 'checks', checks: [build] });
});

test('reads the pull request when its head is unknown', async () => {
  await using scenario = await startBitbucketScenario();
  scenario.putPullRequest({ checks: [build] });
  expect(await fetchChecks(scenario, {})).toMatchObject({ kind: 'checks', checks: [build] });
});
