import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReportedChecks } from '../../domain/checks.ts';
import { fetchOutcome } from '../testing/forge-scenario.ts';
import { policyJson, statusJson } from './testing/checks-json.ts';
import { listJson } from './testing/json-answers.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from './testing/start-scenario.ts';

let scenario: AzureDevOpsScenario;

beforeEach(async () => {
  scenario = await startAzureDevOpsScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function countChecks(): Promise<ReportedChecks | null | undefined> {
  const outcome = await fetchOutcome(scenario);
  return outcome?.kind === 'refreshed' ? outcome.pullRequest.checks : undefined;
}

describe('checks', () => {
  test('count only the latest status of a context', async () => {
    scenario.putPullRequest({});
    const body = listJson([
      statusJson(9, 'build', 'failed', { context: { genre: 'ci', name: 'build' } }),
      statusJson(11, 'build', 'succeeded', { context: { genre: 'ci', name: 'build' } }),
      statusJson(10, 'build', 'error', { context: { genre: 'ci', name: 'build' } }),
      statusJson(12, 'docs', 'notApplicable'),
    ]);
    scenario.server.put('/statuses', { body });
    expect(await countChecks()).toMatchObject({
      state: 'passed',
      passed: 1,
      failed: 0,
      pending: 0,
    });
  });

  test('count two policies that have one name (S15)', async () => {
    scenario.putPullRequest({});
    const passed = policyJson('build', 'approved');
    const failed = policyJson('build', 'rejected');
    const other = { ...failed, configuration: { ...failed.configuration, id: 8 } };
    scenario.server.put('/evaluations', { body: listJson([other, passed]) });
    expect(await countChecks()).toMatchObject({ state: 'failed', passed: 1, failed: 1 });
  });

  test('leave out statuses of an earlier push', async () => {
    scenario.putPullRequest({});
    const body = listJson([
      statusJson(1, 'build', 'succeeded', { iterationId: 1 }),
      statusJson(2, 'test', 'failed', { iterationId: 2 }),
      statusJson(3, 'title', 'succeeded'),
    ]);
    scenario.server.put('/statuses', { body });
    expect(await countChecks()).toMatchObject({ passed: 1, failed: 1 });
  });

  test('count a status of this push although one of the push before was posted later (S13)', async () => {
    scenario.putPullRequest({});
    const body = listJson([
      statusJson(4, 'build', 'succeeded', { iterationId: 2 }),
      statusJson(5, 'build', 'failed', { iterationId: 1 }),
    ]);
    scenario.server.put('/statuses', { body });
    expect(await countChecks()).toMatchObject({ passed: 1, failed: 0 });
  });

  test('leave out a status of the whole pull request from before the push (S13)', async () => {
    scenario.putPullRequest({});
    const body = listJson([
      statusJson(1, 'title', 'succeeded', { creationDate: '2026-01-01T10:10:00Z' }),
      statusJson(2, 'size', 'succeeded', { creationDate: '2026-01-01T10:20:00Z' }),
    ]);
    scenario.server.put('/statuses', { body });
    expect(await countChecks()).toMatchObject({ passed: 1 });
  });

  test('are unknown when the latest push is not that of the head (S13)', async () => {
    scenario.putPullRequest({});
    const newer = { id: 1, sourceRefCommit: { commitId: 'f'.repeat(40) } };
    scenario.server.put('/iterations', { body: listJson([newer]) });
    scenario.server.put('/statuses', { body: listJson([statusJson(1, 'build', 'succeeded')]) });
    expect(await countChecks()).toBeNull();
  });

  test('are those of the head when another push came in between (S13)', async () => {
    const { headSha } = scenario.putPullRequest({});
    const pushes = [headSha, 'f'.repeat(40)].map((commitId, index) => {
      return { id: index + 1, sourceRefCommit: { commitId } };
    });
    scenario.server.put('/iterations', { body: listJson(pushes) });
    const body = listJson([
      statusJson(1, 'build', 'failed', { iterationId: 1 }),
      statusJson(2, 'build', 'succeeded', { iterationId: 2 }),
    ]);
    scenario.server.put('/statuses', { body });
    expect(await countChecks()).toMatchObject({ passed: 0, failed: 1 });
  });

  test('are missing while a required status is not posted (S14)', async () => {
    scenario.putPullRequest({ checks: [{ name: 'lint', state: 'passed' }] });
    const required = { statusGenre: 'ci', statusName: 'build' };
    const posted = { statusGenre: '', statusName: 'lint' };
    const body = listJson([
      policyJson('status', 'queued', { settings: required }),
      policyJson('status', 'approved', { settings: posted }),
      policyJson('build', 'running', { isEnabled: false }),
    ]);
    scenario.server.put('/evaluations', { body });
    expect(await countChecks()).toMatchObject({
      state: 'pending',
      passed: 1,
      required: { passed: 1, missing: 1 },
      missing: ['ci/build'],
    });
  });

  test('of an optional policy do not fail it (S15)', async () => {
    scenario.putPullRequest({});
    const body = listJson([
      policyJson('build', 'approved', { settings: { displayName: 'CI' } }),
      policyJson('build', 'rejected', { settings: { displayName: 'Nightly' }, isBlocking: false }),
    ]);
    scenario.server.put('/evaluations', { body });
    expect(await countChecks()).toMatchObject({
      state: 'passed',
      required: { passed: 1, failed: 0 },
      optionalFailed: 1,
    });
  });

  test.each(['/evaluations', '/statuses'])('that may not be read are unknown: %s', async (path) => {
    scenario.putPullRequest({});
    scenario.server.put(path, { status: 403 });
    expect(await countChecks()).toEqual({ unreadable: expect.stringContaining('Code (read)') });
  });

  test('link to the log of the build or to the URL of the service', async () => {
    const { url } = scenario.putPullRequest({});
    const settings = { displayName: 'CI' };
    const build = policyJson('build', 'rejected', { settings, context: { buildId: 77 } });
    scenario.server.put('/evaluations', { body: listJson([build]) });
    const posted = statusJson(1, 'docs', 'succeeded', { targetUrl: 'javascript:alert(1)' });
    scenario.server.put('/statuses', { body: listJson([posted]) });
    const { forge, access, repository } = scenario;
    const request = { repository, branch: 'agent/login', pullRequestUrl: url, headSha: null };
    const page = `${forge.webBaseUrl}/acme/Team%20Work/_build/results?buildId=77`;
    expect(await forge.fetchChecks(request, access)).toMatchObject({
      kind: 'checks',
      checks: [
        {
          name: 'CI',
          state: 'failed',
          url: page,
          description: null,
          startedAt: new Date('2026-01-01T10:00:01Z'),
          completedAt: null,
        },
        {
          name: 'docs',
          state: 'passed',
          url: null,
          description: 'docs said so',
          startedAt: null,
          completedAt: new Date('2026-01-01T10:30:00Z'),
        },
      ],
    });
  });

  test('fail when only a part of them can be read', async () => {
    const { url } = scenario.putPullRequest({});
    scenario.server.put('/evaluations', { status: 403 });
    const { forge, access, repository } = scenario;
    const request = { repository, branch: 'agent/login', pullRequestUrl: url, headSha: null };
    const outcome = await forge.fetchChecks(request, access);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
  });
});
