import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getChecks } from '../../../test/support/checks.ts';
import { getPullRequest, type ScenarioPullRequest } from '../testing/forge-scenario.ts';
import { findLargest, parseBranchingModel, parseRestriction } from './build-rules.ts';
import { restrictionJson } from './testing/json-answers.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

let scenario: BitbucketScenario;

beforeEach(async () => {
  scenario = await startBitbucketScenario();
});

afterEach(() => scenario[Symbol.asyncDispose]());

type State = ScenarioPullRequest['checks'][number]['state'];

async function readChecks(states: State[], branch = 'agent/login') {
  const checks = states.map((state, index) => ({ name: `check ${index}`, state }));
  const { url } = scenario.putPullRequest({ checks, branch });
  return getChecks(await getPullRequest(scenario, { branch, known: { url, state: 'open' } }));
}

function takeRuleCalls(): string[] {
  return scenario.server.takeCalls().filter((call) => /branch-restrictions|model/.test(call));
}

describe('a number of builds that must pass', () => {
  beforeEach(() => void scenario.server.world.restrictions.push(restrictionJson(3, 'main')));

  test.each<[State[], object, string]>([
    [['passed', 'passed', 'passed'], { passed: 3, failed: 0, pending: 0, missing: 0 }, 'passed'],
    [['passed', 'pending'], { passed: 1, failed: 0, pending: 1, missing: 1 }, 'pending'],
    [['passed', 'failed'], { passed: 1, failed: 1, pending: 0, missing: 1 }, 'failed'],
    [
      ['passed', 'passed', 'passed', 'failed'],
      { passed: 3, failed: 1, pending: 0, missing: 0 },
      'failed',
    ],
  ])('is compared with %j', async (states, required, state) => {
    expect(await readChecks(states)).toMatchObject({ required, state });
  });

  test('names the builds that have not been reported', async () => {
    const { missing } = await readChecks(['passed']);
    expect(missing).toEqual(['build 2 of 3', 'build 3 of 3']);
  });

  test('is read once in ten minutes for each base', async () => {
    await readChecks(['passed']);
    await readChecks(['passed']);
    expect(takeRuleCalls()).toHaveLength(1);
    scenario.instant.nowMs += 10 * 60_000;
    await readChecks(['passed']);
    expect(takeRuleCalls()).toHaveLength(1);
  });
});

test('a refusal is remembered as well, because every attempt counts', async () => {
  scenario.checkRules?.refuseRules?.();
  await readChecks(['passed']);
  expect((await readChecks(['passed'])).required).toBeNull();
  expect(takeRuleCalls()).toHaveLength(1);
});

test('a failure is not remembered', async () => {
  const path = '/repositories/acme/app/branch-restrictions';
  scenario.server.put(path, { status: 500, body: 'down' });
  const { url } = scenario.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
  const known = { url, state: 'open' } as const;
  expect(await getPullRequest(scenario, { known })).toMatchObject({ checks: null });
  scenario.server.put(path, undefined);
  expect((await readChecks(['passed'])).required).toMatchObject({ missing: 0 });
});

test('a rate limit is reported (S5)', async () => {
  const headers = { 'retry-after': '60' };
  scenario.server.put('/repositories/acme/app/branch-restrictions', { status: 429, headers });
  const { url } = scenario.putPullRequest({});
  await expect(getPullRequest(scenario, { known: { url, state: 'open' } })).rejects.toThrow(
    'rate_limited',
  );
});

test('a restriction by branch type needs the branching model', async () => {
  scenario.server.world.restrictions.push({
    kind: 'require_passing_builds_to_merge',
    branch_match_kind: 'branching_model',
    branch_type: 'production',
    value: 2,
  });
  const main = { name: 'main', branch: { type: 'branch', name: 'main' } };
  scenario.server.put('/repositories/acme/app/branching-model', {
    body: { development: { name: 'develop' }, production: main, branch_types: [] },
  });
  expect((await readChecks(['passed'])).missing).toEqual(['build 2 of 2']);
  expect(takeRuleCalls()).toHaveLength(2);
});

describe('restrictions', () => {
  const model = parseBranchingModel({
    development: { name: 'develop', branch: { name: 'develop' } },
    branch_types: [{ kind: 'release', prefix: 'release/' }],
  });
  const byType = (type: string, count: number) => ({ count, branch: { type } });
  const byPattern = (pattern: string, count: number) => ({ count, branch: { pattern } });

  test.each([
    ['main', [byPattern('*', 1), byPattern('main', 2), byPattern('dev*', 3)], 2],
    ['release/1', [byPattern('main', 2), byType('release', 4)], 4],
    ['release', [byType('release', 4)], 0],
    ['develop', [byType('development', 1)], 1],
    ['main', [byType('production', 1)], 0],
    ['main', [], 0],
  ])('of %s: the largest number that matches counts', (branch, restrictions, count) => {
    expect(findLargest(restrictions, branch, model)).toBe(count);
  });

  test.each([
    [{ kind: 'push', pattern: 'main', users: [] }, null],
    [{ kind: 'require_passing_builds_to_merge', pattern: 'main' }, undefined],
    [{ kind: 'require_passing_builds_to_merge', value: 2 }, undefined],
    [{ pattern: 'main' }, undefined],
    [restrictionJson(2, 'main'), byPattern('main', 2)],
  ])('parses %j', (body, expected) => {
    expect(parseRestriction(body)).toEqual(expected);
  });
});
