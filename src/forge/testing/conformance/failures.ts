import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../domain/diff-status.ts';
import { askRow, getPullRequest } from '../ask-row.ts';
import { type ForgeScenario, type ScenarioFault, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './asking.ts';

const html = '<!doctype html><html><title>Sign in</title></html>';
const inHtml = { 'content-type': 'text/html' };
const inJson = { 'content-type': 'application/json' };

const faults: [string, ScenarioFault, FailureKind][] = [
  ['401', { kind: 'answer', status: 401 }, 'unauthorized'],
  ['403', { kind: 'answer', status: 403 }, 'forbidden'],
  // S9: a token that lost its access sees what everyone sees of a deleted repository.
  ['404 of everything', { kind: 'answer', status: 404 }, 'not_found'],
  ['500', { kind: 'answer', status: 500, body: 'oops' }, 'unavailable'],
  ['502', { kind: 'answer', status: 502, headers: inHtml, body: html }, 'unavailable'],
  ['503', { kind: 'answer', status: 503 }, 'unavailable'],
  ['a page', { kind: 'answer', status: 200, headers: inHtml, body: html }, 'malformed'],
  ['no body', { kind: 'answer', status: 200, headers: inJson, body: '' }, 'malformed'],
  ['half a body', { kind: 'answer', status: 200, headers: inJson, body: '[{"id":1,' }, 'malformed'],
  ['null', { kind: 'answer', status: 200, headers: inJson, body: 'null' }, 'malformed'],
  ['another text', { kind: 'answer', status: 200, headers: inJson, body: '"ok"' }, 'malformed'],
  ['a cut connection', { kind: 'reset' }, 'unavailable'],
  ['silence', { kind: 'hang' }, 'timed_out'],
];

export function testFailures(start: StartScenario): void {
  const startShort = () => start({ timeoutMs: 300 });

  describe.each(faults)('%s', (_, fault, kind) => {
    test('fails a row without pull request', async () => {
      await using scenario = await startShort();
      scenario.fail(fault);
      expect(await askRow(scenario)).toMatchObject({ kind: 'failed', failure: { kind } });
    });

    test.each(['open', 'merged'] as const)('fails a row that has an %s one', async (state) => {
      await using scenario = await startShort();
      const { url } = scenario.putPullRequest({ state });
      const question = { known: { url, state } };
      await getPullRequest(scenario, question);
      scenario.fail(fault);
      const outcome = await askRow(scenario, question);
      expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } });
      scenario.restore();
      expect((await getPullRequest(scenario, question)).url).toBe(url);
    });

    test('fails a diff', async () => {
      await using scenario = await startShort();
      const { url } = scenario.putPullRequest({});
      scenario.fail(fault);
      const outcome = await fetchDiff(scenario, url);
      expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } });
    });
  });

  test('a failure says something, and never the token', async () => {
    await using scenario = await start();
    const { credential, access } = scenario;
    const body = JSON.stringify({ message: `no ${credential.value} ${access.token}` });
    scenario.fail({ kind: 'answer', status: 403, headers: inJson, body });
    const outcome = await askRow(scenario);
    if (outcome?.kind !== 'failed') throw new Error(JSON.stringify(outcome));
    expect(outcome.failure.message).toMatch(/\w{3}/);
    expect(outcome.failure.message).not.toContain(access.token);
  });

  describe('a rate limit (S5)', () => {
    test.each([90, 1200])('ends when the forge said: %i s', async (seconds) => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({});
      scenario.fail(scenario.toRateLimited(seconds));
      const until = new Date(scenario.instant.nowMs + seconds * 1000);
      const limited = { kind: 'rate_limited', until };
      expect(await askRow(scenario)).toEqual(limited);
      expect(await askRow(scenario, { known: { url, state: 'open' } })).toEqual(limited);
      expect(await fetchDiff(scenario, url)).toEqual(limited);
      expect(await fetchDiff(scenario, undefined)).toEqual(limited);
    });

    test('stops the checks as well', async () => {
      await using scenario = await start();
      const { forge, access, repository } = scenario;
      const { url, branch, headSha } = scenario.putPullRequest({});
      scenario.fail(scenario.toRateLimited(90));
      const request = { repository, branch, pullRequestUrl: url, headSha };
      const outcome = await forge.fetchChecks(request, access);
      expect(outcome.kind).toBe(forge.abilities.checks ? 'rate_limited' : outcome.kind);
    });
  });
}

function fetchDiff({ forge, access, repository }: ForgeScenario, pullRequestUrl?: string) {
  const { branch } = samplePullRequest;
  return forge.fetchDiff({ repository, branch, pullRequestUrl }, access);
}
