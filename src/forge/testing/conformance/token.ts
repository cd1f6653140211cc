import { describe, expect, test, vi } from 'vitest';
import { startLoopbackServer } from '../../../../test/support/loopback-server.ts';
import { type ForgeScenario, fetchOutcome, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

export function testToken(start: StartScenario): void {
  test('is in the header of every request and in no URL (S10)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
    await callEverything(scenario, url);
    const { credential, access, forge } = scenario;
    expect(scenario.requests.length).toBeGreaterThan(0);
    for (const { path, headers } of scenario.requests) {
      expect(headers[credential.header], path).toBe(credential.value);
      expect(headers.host).toBe(new URL(forge.apiBaseUrl).host);
      expect(decodeURIComponent(path)).not.toContain(access.token);
    }
  });

  test.each([301, 302, 307, 308])(
    'is not sent to another host by a %i redirect (S10)',
    async (status) => {
      await using scenario = await start();
      await using elsewhere = await startLoopbackServer((_, response) => void response.end('[]'));
      const { url } = scenario.putPullRequest({});
      const headers = { location: `${elsewhere.origin}/api` };
      scenario.fail({ kind: 'response', status, headers });
      expect(await fetchOutcome(scenario)).toMatchObject({ kind: 'failed' });
      await callEverything(scenario, url);
      expect(elsewhere.requests).toEqual([]);
    },
  );

  test('is rejected before the first request when it cannot be a header value', async () => {
    await using scenario = await start();
    const { forge, repository, access } = scenario;
    const request = { repository, branch: 'agent/login', known: undefined };
    const broken = { ...access, token: 'bad\ntoken' };
    const [outcome] = await forge.fetchStatuses([request], broken);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unauthorized' } });
    expect(JSON.stringify(outcome)).not.toContain('bad');
    expect(scenario.requests).toEqual([]);
  });

  test('is passed to git as user name and password', async () => {
    await using scenario = await start();
    const { username, password } = scenario.forge.toGitCredential(scenario.access.token);
    expect(username).not.toBe('');
    expect(scenario.access.token).toContain(password);
  });

  describe('throws when aborted', () => {
    test('before the first request', async () => {
      await using scenario = await start();
      const access = { ...scenario.access, signal: AbortSignal.abort(new Error('stopped')) };
      await expect(fetchOutcome({ ...scenario, access })).rejects.toThrow('stopped');
      expect(scenario.requests).toEqual([]);
    });

    test('during a request', async () => {
      await using scenario = await start();
      scenario.fail({ kind: 'hang' });
      const controller = new AbortController();
      const access = { ...scenario.access, signal: controller.signal };
      const { forge, repository } = scenario;
      const { branch } = samplePullRequest;
      const fetching = forge.fetchDiff({ repository, branch, pullRequestUrl: undefined }, access);
      const refused = expect(fetching).rejects.toThrow('stopped');
      await vi.waitFor(() => expect(scenario.requests.length).toBeGreaterThan(0));
      controller.abort(new Error('stopped'));
      await refused;
    });
  });
}

async function callEverything(scenario: ForgeScenario, pullRequestUrl: string): Promise<void> {
  const { forge, access, repository, fork } = scenario;
  const { branch, headSha } = samplePullRequest;
  await fetchOutcome(scenario);
  await fetchOutcome(scenario, { repository: fork });
  await fetchOutcome(scenario, { known: { url: pullRequestUrl, state: 'open' } });
  await forge.fetchDiff({ repository, branch, pullRequestUrl }, access);
  await forge.fetchDiff({ repository, branch, pullRequestUrl: undefined }, access);
  await forge.fetchChecks({ repository, branch, pullRequestUrl, headSha }, access);
  await forge.fetchThreads({ repository, pullRequestUrl }, access);
  await forge.fetchDescription({ repository, pullRequestUrl }, access);
  await forge.fetchCommits({ repository, pullRequestUrl }, access);
  await forge.probeToken({ tracked: { repository, branch, headSha } }, access);
  await callOptional(scenario, pullRequestUrl);
}

/** Calls what the fake supports. */
async function callOptional(scenario: ForgeScenario, pullRequestUrl: string): Promise<void> {
  const { forge, access, repository, files, fileDiffs, reviews, comments } = scenario;
  const { branch, headSha } = samplePullRequest;
  const path = 'login.test.ts';
  const request = { repository, branch, pullRequestUrl, path, previousPath: null };
  if (files) await forge.fetchFile({ repository, ref: branch, path }, access);
  if (fileDiffs) await forge.fetchFileDiff(request, access);
  if (reviews) await forge.fetchReviews({ repository, pullRequestUrl }, access);
  if (!comments) return;
  const place = { oldLine: null, newLine: 3, startLine: null, body: 'Why?' };
  await forge.postComment({ ...request, headSha, ...place }, access);
}
