import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChecksRequest } from '../forge.ts';
import type { StubResponse } from '../testing/forge-double.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { app, branch, toChecksPaths, toPullPath, toRulesPaths } from './testing/paths.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

const { headSha } = samplePullRequest;
const [runsPath, statusesPath] = toChecksPaths(headSha);

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
  tested.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

async function fetchChecks(change: Partial<ChecksRequest> = {}) {
  const pullRequestUrl = tested.toKnown(12).url;
  const request = { repository: app, branch, pullRequestUrl, headSha, ...change };
  return tested.forge.fetchChecks(request, tested.access);
}

function toRun(name: string, status: string, conclusion: string | null) {
  return { name, status, conclusion, details_url: `https://ci.test/${name}`, output: {} };
}

describe('check runs and statuses', () => {
  test.each([
    ['completed', 'success', 'passed'],
    ['completed', 'neutral', 'passed'],
    ['completed', 'skipped', 'skipped'],
    ['completed', 'failure', 'failed'],
    ['completed', 'timed_out', 'failed'],
    ['completed', 'cancelled', 'failed'],
    ['completed', 'action_required', 'failed'],
    ['completed', 'startup_failure', 'failed'],
    ['completed', 'stale', 'expected'],
    ['completed', 'constructor', 'pending'],
    ['queued', null, 'pending'],
    ['in_progress', null, 'pending'],
    ['waiting', null, 'pending'],
    ['requested', 'success', 'pending'],
  ])('a run that is %s with %s is %s', async (status, conclusion, state) => {
    tested.server.put(runsPath, { body: { check_runs: [toRun('x', status, conclusion)] } });
    expect(await fetchChecks()).toMatchObject({ checks: [{ name: 'x', state }] });
  });

  test.each([
    ['success', 'passed'],
    ['failure', 'failed'],
    ['error', 'failed'],
    ['pending', 'pending'],
    ['constructor', 'pending'],
  ])('a status %s is %s', async (state, expected) => {
    tested.server.put(statusesPath, { body: { statuses: [{ context: 'ci/x', state }] } });
    const { checks } = (await fetchChecks()) as { checks: unknown[] };
    const unknown = { url: null, description: null, startedAt: null, completedAt: null };
    expect(checks[1]).toMatchObject({ name: 'ci/x', state: expected, ...unknown });
  });

  describe('have start and end times', () => {
    const [at, later] = ['2026-01-01T11:00:00Z', '2026-01-01T11:02:00Z'];
    const none = { startedAt: null, completedAt: null };

    test.each([
      ['queued', { started_at: at }, none],
      ['in_progress', { started_at: at }, { ...none, startedAt: new Date(at) }],
      ['in_progress', { started_at: at, completed_at: later }, { completedAt: null }],
      [
        'completed',
        { started_at: at, completed_at: later },
        { startedAt: new Date(at), completedAt: new Date(later) },
      ],
      ['completed', { started_at: null, completed_at: 'soon' }, none],
    ])('a run that is %s: %j', async (status, times, expected) => {
      const run = { ...toRun('x', status, 'success'), ...times };
      tested.server.put(runsPath, { body: { check_runs: [run] } });
      expect(await fetchChecks()).toMatchObject({ checks: [expected] });
      // The stored reading has the same times.
      expect(await fetchChecks()).toMatchObject({ checks: [expected] });
    });

    test.each([
      ['pending', { created_at: at, updated_at: later }, { ...none, startedAt: new Date(at) }],
      ['success', { created_at: at, updated_at: at }, { ...none, completedAt: new Date(at) }],
      [
        'failure',
        { created_at: at, updated_at: later },
        { startedAt: new Date(at), completedAt: new Date(later) },
      ],
      ['error', { created_at: null, updated_at: null }, none],
    ])('a status %s: %j', async (state, times, expected) => {
      tested.server.put(runsPath, { body: { check_runs: [] } });
      const statuses = [{ context: 'ci/x', state, ...times }];
      tested.server.put(statusesPath, { body: { statuses } });
      expect(await fetchChecks()).toMatchObject({ checks: [expected] });
    });
  });

  test('that wait for a person say so', async () => {
    const run = { ...toRun('x', 'completed', 'action_required'), output: { title: 'Approve' } };
    tested.server.put(runsPath, { body: { check_runs: [run] } });
    const { checks } = (await fetchChecks()) as { checks: { description: string }[] };
    expect(checks[0]?.description).toBe('A person must act at GitHub before it goes on. Approve');
  });

  describe('of two suites', () => {
    const workflowsPath = `/repos/acme/app/actions/runs?head_sha=${headSha}&per_page=100`;
    const toSuiteRun = (id: number, name: string, conclusion: string | null) => ({
      ...toRun(name, conclusion === null ? 'in_progress' : 'completed', conclusion),
      id,
      app: { slug: 'github-actions' },
      check_suite: { id: id * 10 },
    });
    const put = (runs: ReturnType<typeof toSuiteRun>[], workflows: string[]) => {
      tested.server.put(runsPath, { body: { check_runs: runs } });
      tested.server.put(statusesPath, { body: { statuses: [] } });
      const workflowRuns = workflows.map((name, index) => {
        return { id: index, name, check_suite_id: (index + 1) * 10 };
      });
      tested.server.put(workflowsPath, { body: { workflow_runs: workflowRuns } });
    };
    const counts = async () => {
      const outcome = await tested.fetchStatus();
      return outcome?.kind === 'refreshed' ? outcome.pullRequest.checks : outcome;
    };

    test('count once when they are of one workflow (S15)', async () => {
      put([toSuiteRun(1, 'build', 'failure'), toSuiteRun(2, 'build', 'success')], ['CI', 'CI']);
      expect(await counts()).toMatchObject({ passed: 1, failed: 0 });
    });

    test('count both when they are of two workflows', async () => {
      put([toSuiteRun(1, 'build', 'failure'), toSuiteRun(2, 'build', 'success')], ['CI', 'Docs']);
      expect(await counts()).toMatchObject({ passed: 1, failed: 1 });
    });

    test('are unread while their workflows cannot be read (S9)', async () => {
      put([toSuiteRun(1, 'build', null), toSuiteRun(2, 'build', 'success')], ['CI', 'Docs']);
      tested.server.put(workflowsPath, { status: 502, body: {} });
      expect(await counts()).toBeNull();
      expect(await fetchChecks()).toMatchObject({ kind: 'failed' });
    });

    test('count once where the token may not read workflows', async () => {
      put([toSuiteRun(1, 'build', 'failure'), toSuiteRun(2, 'build', 'success')], ['CI', 'CI']);
      tested.server.put(workflowsPath, { status: 403, body: {} });
      expect(await counts()).toMatchObject({ passed: 1, failed: 0 });
    });

    test('do not count when they were cancelled by a newer run that has not got to them', async () => {
      put([toSuiteRun(1, 'deploy', 'cancelled'), toSuiteRun(2, 'build', null)], ['CI', 'CI']);
      expect(await counts()).toMatchObject({ state: 'pending', failed: 0, names: ['build'] });
    });

    test('count when they were cancelled and no newer run of their workflow exists', async () => {
      put([toSuiteRun(1, 'build', 'success'), toSuiteRun(2, 'deploy', 'cancelled')], ['CI', 'CI']);
      expect(await counts()).toMatchObject({ state: 'failed', failed: 1 });
    });
  });

  test('are counted together, without skipped ones', async () => {
    const runs = [toRun('a', 'completed', 'success'), toRun('b', 'completed', 'skipped')];
    tested.server.put(runsPath, { body: { check_runs: runs } });
    const statuses = [{ context: 'c', state: 'failure' }];
    tested.server.put(statusesPath, { body: { statuses } });
    expect(await tested.fetchStatus()).toMatchObject({
      pullRequest: { checks: { state: 'failed', passed: 1, failed: 1, pending: 0 } },
    });
  });

  test('are read from every page', async () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      toRun(`a${index}`, 'completed', 'success'),
    );
    const headers = { link: `<${tested.server.apiBaseUrl}${runsPath}&page=2>; rel="next"` };
    tested.server.put(runsPath, { body: { check_runs: many }, headers });
    const last = { check_runs: [toRun('z', 'completed', 'failure')] };
    tested.server.put(`${runsPath}&page=2`, { body: last });
    expect(await tested.fetchStatus()).toMatchObject({
      pullRequest: { checks: { state: 'failed', passed: 100, failed: 1 } },
    });
  });

  test('contain hostile text as plain lines and only web URLs', async () => {
    const evil = toRun('a\u202eb', 'completed', 'success');
    const output = { title: 'one\ntwo\u0000' };
    const body = { check_runs: [{ ...evil, details_url: 'javascript:alert(1)', output }] };
    tested.server.put(runsPath, { body });
    expect(await fetchChecks()).toMatchObject({
      checks: [{ name: 'a b', url: null, description: 'one two' }],
    });
  });
});

describe('checks that cannot be read', () => {
  test.each<[string, StubResponse]>([
    ['404', { status: 404 }],
    ['422', { status: 422 }],
    ['500', { status: 500 }],
    ['502', { status: 502, body: '<html>' }],
    ['garbage', { body: '{"check_runs":' }],
    ['another shape', { body: { check_runs: [{ id: 1 }] } }],
    ['a list', { body: [] }],
  ])('leave the other facts of the row intact: %s (S9)', async (_, answer) => {
    for (const path of [runsPath, statusesPath]) {
      tested.server.put(path, answer);
      expect(await tested.fetchStatus()).toMatchObject({
        kind: 'refreshed',
        pullRequest: { checks: null, title: samplePullRequest.title },
      });
      tested.server.remove(path);
    }
  });

  test('because the token may not read them are unknown, with what to grant (S16)', async () => {
    for (const path of [runsPath, statusesPath]) {
      tested.server.put(path, { status: 403, body: { message: 'Resource not accessible' } });
      const outcome = await tested.fetchStatus();
      const unreadable = expect.stringMatching(/"Resource not accessible".*read access to checks/);
      expect(outcome).toMatchObject({ pullRequest: { checks: { unreadable } } });
      tested.server.remove(path);
    }
  });

  test('because of a rate limit fail the row (S5)', async () => {
    const limited = { status: 429, headers: { 'retry-after': '30' } };
    tested.server.put(runsPath, limited);
    const retryInMs = 30_000;
    expect(await tested.fetchStatus()).toEqual({ kind: 'rate_limited', retryInMs });
    expect(await fetchChecks()).toEqual({ kind: 'rate_limited', retryInMs });
  });

  test('are an error when the checks themselves are requested', async () => {
    tested.server.put(statusesPath, { status: 403 });
    expect(await fetchChecks()).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
    const elsewhere = { pullRequestUrl: 'https://elsewhere.test/acme/app/pull/12' };
    expect(await fetchChecks(elsewhere)).toMatchObject({ failure: { kind: 'not_found' } });
  });
});

test('an unknown head commit is read first', async () => {
  const checks = [{ name: 'build', state: 'passed' }];
  expect(await fetchChecks({ headSha: null })).toMatchObject({ checks });
  expect(tested.server.takeCalls()).toEqual([
    toPullPath(12),
    runsPath,
    statusesPath,
    ...toRulesPaths(),
  ]);
});

test('the checks of a merged or closed pull request are not read', async () => {
  for (const state of ['merged', 'closed'] as const) {
    tested.putPullRequest({ state });
    const outcome = await tested.fetchStatus(tested.toKnown(12, state));
    expect(outcome).toMatchObject({ pullRequest: { state, checks: null } });
  }
  expect(tested.server.takeCalls().join('\n')).not.toContain('/commits/');
});
