import { describe, expect, test } from 'vitest';
import type { ChecksRequest } from '../forge.ts';
import { getPullRequest } from '../testing/ask-row.ts';
import { parseCheck } from './checks.ts';
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
    expect(parseCheck({ ...json, state })?.state).toBe(expected);
  });

  test('without a name goes by its key', () => {
    expect(parseCheck({ ...json, name: '' })?.name).toBe('key-of-build');
  });

  test('with an address that is no page has none', () => {
    expect(parseCheck({ ...json, url: 'javascript:alert(1)' })?.url).toBeNull();
  });

  test('of a state nobody knows makes the list unreadable', () => {
    expect(parseCheck({ ...json, state: 'constructor' })).toBeUndefined();
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
