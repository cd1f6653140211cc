import { describe, expect, test } from 'vitest';
import type { ChecksRequest } from '../forge.ts';
import { getPullRequest } from '../testing/forge-scenario.ts';
import { parseReport, toCheck } from './checks.ts';
import { statusJson } from './testing/json-answers.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const build = { name: 'build', state: 'passed' } as const;
const json = statusJson(build);

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
  ])('%s is %s', (state, expected) => {
    expect(parseReport({ ...json, state })?.state).toBe(expected);
  });

  test('without a name goes by its key', () => {
    expect(parseReport({ ...json, name: '' })?.name).toBe('key-of-build');
  });

  test('with an address that is no page has none', () => {
    expect(parseReport({ ...json, url: 'javascript:alert(1)' })?.url).toBeNull();
  });

  test('of a state nobody knows makes the list unreadable', () => {
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
    // Told once, and only that it has ended.
    ['FAILED', createdOn, null, begin],
    ['FAILED', null, null, null],
  ])('%s, last changed at %s', (state, changed, startedAt, completedAt) => {
    const report = parseReport({ ...json, state, created_on: createdOn, updated_on: changed });
    expect(report && toCheck(report)).toMatchObject({ startedAt, completedAt });
  });

  test('are the same when the answer is a remembered one', async () => {
    await using scenario = await startBitbucketScenario();
    const timed = { ...build, startedAt: begin, completedAt: end };
    const { headSha } = scenario.putPullRequest({ checks: [timed] });
    const first = await fetchChecks(scenario, { headSha });
    expect(first).toMatchObject({ checks: [{ startedAt: begin, completedAt: end }] });
    expect(await fetchChecks(scenario, { headSha })).toEqual(first);
  });
});

test('checks are read to the last page', async () => {
  await using scenario = await startBitbucketScenario();
  const checks = Array.from({ length: 150 }, (_, index) => ({ ...build, name: `build ${index}` }));
  const { headSha } = scenario.putPullRequest({ checks });
  expect((await getPullRequest(scenario)).checks).toMatchObject({ state: 'passed', passed: 150 });
  const outcome = await fetchChecks(scenario, { headSha });
  expect(outcome.kind === 'checks' && outcome.checks).toHaveLength(150);
});

test('checks of a fork’s pull request are kept in the fork', async () => {
  await using scenario = await startBitbucketScenario();
  const { fork } = scenario;
  const { headSha } = scenario.putPullRequest({ from: 'fork', checks: [build] });
  expect((await getPullRequest(scenario, { repository: fork })).checks?.passed).toBe(1);
  const outcome = await fetchChecks(scenario, { repository: fork, headSha });
  expect(outcome).toMatchObject({ kind: 'checks', checks: [build] });
});

test('without a known head, the pull request is asked for it', async () => {
  await using scenario = await startBitbucketScenario();
  scenario.putPullRequest({ checks: [build] });
  expect(await fetchChecks(scenario, {})).toMatchObject({ kind: 'checks', checks: [build] });
});
