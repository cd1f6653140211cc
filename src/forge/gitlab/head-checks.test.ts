import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getChecks } from '../../../test/support/checks.ts';
import { countChecks } from '../../domain/checks.ts';
import { getPullRequest, type ScenarioPullRequest } from '../testing/forge-scenario.ts';
import { applyMergeRules } from './head-checks.ts';
import { parseCommitStatus } from './jobs.ts';
import { type GitLabScenario, startGitLabScenario } from './testing/start-scenario.ts';

const strict = { pipelineMustSucceed: true, allowsSkipped: false, statusChecksMustPass: false };

function toJobs(jobs: Record<string, [status: string, allowFailure?: boolean]>) {
  return Object.entries(jobs).map(([name, [status, allow_failure = false]], id) => {
    const job = parseCommitStatus({ id, name, status, allow_failure });
    if (!job) throw new Error('unread');
    return { ...job, log: { kind: 'none' as const, reason: 'No log.' } };
  });
}

function count(
  jobs: Parameters<typeof toJobs>[0],
  status: string | null,
  rules: Parameters<typeof applyMergeRules>[2],
) {
  const { checks, requiredNames } = applyMergeRules(toJobs(jobs), { status }, rules);
  return countChecks(checks, { headSha: null, requiredNames });
}

describe('where pipelines must succeed', () => {
  const both = { build: ['success'], lint: ['failed', true] } as const;

  test('every job is required that may not fail', () => {
    const checks = count({ build: [...both.build], lint: [...both.lint] }, 'success', strict);
    expect(checks).toMatchObject({ state: 'passed', failed: 1, optionalFailed: 1, missing: [] });
    expect(checks.required).toEqual({ passed: 1, failed: 0, pending: 0, missing: 0 });
  });

  test('a pipeline of jobs that may fail passes', () => {
    const checks = count({ lint: [...both.lint] }, 'success', strict);
    expect(checks).toMatchObject({ state: null, failed: 0, missing: [] });
  });

  test.each<[string, string | null, Parameters<typeof toJobs>[0]]>([
    ['has not created its jobs', 'created', {}],
    ['was skipped', 'skipped', {}],
    ['has skipped all jobs', 'skipped', { build: ['skipped'] }],
    ['has an unknown status and only skipped jobs', null, { build: ['skipped'] }],
  ])('a pipeline is missing that %s (S14)', (_, status, jobs) => {
    expect(count(jobs, status, strict)).toMatchObject({ state: 'pending', missing: ['pipeline'] });
  });

  test('a skipped pipeline is enough where the project says so', () => {
    const lenient = { ...strict, allowsSkipped: true };
    expect(count({}, 'skipped', lenient).missing).toEqual([]);
    expect(count({ build: ['skipped'] }, 'skipped', lenient).missing).toEqual([]);
    expect(count({}, 'created', lenient).missing).toEqual(['pipeline']);
  });
});

test('where none must, every job decides and allowed failures do not count', () => {
  const rules = { ...strict, pipelineMustSucceed: false };
  const checks = count({ build: ['success'], lint: ['failed', true] }, 'success', rules);
  expect(checks).toMatchObject({ state: 'passed', failed: 0, optionalFailed: 0 });
  expect(checks.required).toEqual({ passed: 0, failed: 0, pending: 0, missing: 0 });
});

describe('external status checks', () => {
  let scenario: GitLabScenario;

  beforeEach(async () => {
    scenario = await startGitLabScenario();
  });

  afterEach(() => scenario[Symbol.asyncDispose]());

  function put(change: Partial<ScenarioPullRequest> = {}) {
    const { url } = scenario.putPullRequest({
      checks: [{ name: 'build', state: 'passed' }],
      ...change,
    });
    return { known: { url, state: 'open' as const } };
  }

  test('are required where the project blocks merging without them', async () => {
    const query = put();
    scenario.server.world.statusChecks = [
      { name: 'licences', status: 'passed' },
      { name: 'security', status: 'pending' },
      { name: 'build', status: 'failed' },
    ];
    const checks = getChecks(await getPullRequest(scenario, query));
    expect(checks).toMatchObject({
      state: 'failed',
      required: { passed: 1, failed: 1, pending: 1, missing: 0 },
    });
  });

  test('are unknown when the token may not read them (S16)', async () => {
    const query = put();
    scenario.server.world.statusChecks = [];
    scenario.server.override(({ path }) =>
      path.includes('/status_checks') ? { status: 403, body: {} } : undefined,
    );
    expect(getChecks(await getPullRequest(scenario, query)).required).toBeNull();
  });

  test('are not requested where nothing depends on them', async () => {
    await getPullRequest(scenario, put());
    expect(scenario.server.takeCalls().join()).not.toContain('status_checks');
  });
});
