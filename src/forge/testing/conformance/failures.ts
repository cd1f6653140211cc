import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../domain/diff-status.ts';
import {
  type ForgeScenario,
  fetchOutcome,
  getPullRequest,
  type ScenarioFault,
  samplePullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const html = '<!doctype html><html><title>Sign in</title></html>';
const inHtml = { 'content-type': 'text/html' };
const inJson = { 'content-type': 'application/json' };

const faults: [string, ScenarioFault, FailureKind][] = [
  ['401', { kind: 'response', status: 401 }, 'unauthorized'],
  ['403', { kind: 'response', status: 403 }, 'forbidden'],
  // S9: without access, a token gets the same 404 as for a deleted repository.
  ['404 for every request', { kind: 'response', status: 404 }, 'not_found'],
  ['500', { kind: 'response', status: 500, body: 'oops' }, 'unavailable'],
  ['502', { kind: 'response', status: 502, headers: inHtml, body: html }, 'unavailable'],
  ['503', { kind: 'response', status: 503 }, 'unavailable'],
  ['an HTML page', { kind: 'response', status: 200, headers: inHtml, body: html }, 'malformed'],
  ['an empty body', { kind: 'response', status: 200, headers: inJson, body: '' }, 'malformed'],
  [
    'a truncated body',
    { kind: 'response', status: 200, headers: inJson, body: '[{"id":1,' },
    'malformed',
  ],
  ['null', { kind: 'response', status: 200, headers: inJson, body: 'null' }, 'malformed'],
  [
    'an unexpected string',
    { kind: 'response', status: 200, headers: inJson, body: '"ok"' },
    'malformed',
  ],
  ['a cut connection', { kind: 'reset' }, 'unavailable'],
  ['no response', { kind: 'hang' }, 'timed_out'],
];

/** Limits without headers, as forges and the proxies in front of them phrase them. */
const openLimits: Extract<ScenarioFault, { kind: 'response' }>[] = [
  { kind: 'response', status: 429 },
  { kind: 'response', status: 429, headers: inHtml, body: html },
  ...[
    'API rate limit exceeded',
    'Rate limit for this resource has been exceeded',
    'Too many requests',
  ].map((message) => {
    const body = JSON.stringify({ message });
    return { kind: 'response' as const, status: 403, headers: inJson, body };
  }),
];

export function testFailures(start: StartScenario): void {
  describe.each(faults)('%s', (_, fault, kind) => {
    // A short time limit only where it must run out: a loaded machine may need longer than that.
    const startScenario = () => start(fault.kind === 'hang' ? { timeoutMs: 1_000 } : undefined);

    test('fails a branch without a pull request', async () => {
      await using scenario = await startScenario();
      scenario.fail(fault);
      expect(await fetchOutcome(scenario)).toMatchObject({ kind: 'failed', failure: { kind } });
    });

    test.each(['open', 'merged'] as const)(
      'fails a branch that has an %s pull request',
      async (state) => {
        await using scenario = await startScenario();
        const { url } = scenario.putPullRequest({ state });
        const query = { known: { url, state } };
        await getPullRequest(scenario, query);
        scenario.fail(fault);
        const outcome = await fetchOutcome(scenario, query);
        expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } });
        scenario.restore();
        expect((await getPullRequest(scenario, query)).url).toBe(url);
      },
    );

    test('fails a diff', async () => {
      await using scenario = await startScenario();
      const { url } = scenario.putPullRequest({});
      scenario.fail(fault);
      const outcome = await fetchDiff(scenario, url);
      expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } });
    });
  });

  test('a failure has a message that never contains the token', async () => {
    await using scenario = await start();
    const { credential, access } = scenario;
    const body = JSON.stringify({ message: `no ${credential.value} ${access.token}` });
    scenario.fail({ kind: 'response', status: 403, headers: inJson, body });
    const outcome = await fetchOutcome(scenario);
    if (outcome?.kind !== 'failed') throw new Error(JSON.stringify(outcome));
    expect(outcome.failure.message).toMatch(/\w{3}/);
    expect(outcome.failure.message).not.toContain(access.token);
  });

  describe('a rate limit (S5)', () => {
    test.each([90, 1200])('lasts as long as the forge says: %i s', async (seconds) => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({});
      scenario.fail(scenario.rateLimitFault(seconds));
      const retryInMs = seconds * 1000;
      const limited = { kind: 'rate_limited', retryInMs };
      expect(await fetchOutcome(scenario)).toMatchObject(limited);
      expect(await fetchOutcome(scenario, { known: { url, state: 'open' } })).toMatchObject(
        limited,
      );
      expect(await fetchDiff(scenario, url)).toMatchObject(limited);
      expect(await fetchDiff(scenario, undefined)).toMatchObject(limited);
    });

    test('without an end lasts a minute, then twice as long until a request is accepted', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({});
      const query = { known: { url, state: 'open' } } as const;
      for (const limit of scenario.openLimits ?? openLimits) {
        for (const minutes of [1, 2, 4]) {
          scenario.fail(limit);
          const limited = { kind: 'rate_limited', retryInMs: minutes * 60_000 };
          expect(await fetchOutcome(scenario, query)).toEqual(limited);
          scenario.instant.nowMs += minutes * 60_000;
        }
        scenario.restore();
        await getPullRequest(scenario, query);
      }
    });

    test('also stops fetching checks', async () => {
      await using scenario = await start();
      const { forge, access, repository } = scenario;
      const { url, branch, headSha } = scenario.putPullRequest({});
      scenario.fail(scenario.rateLimitFault(90));
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
