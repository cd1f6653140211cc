import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../domain/diff-status.ts';
import { fetchOutcome, type ScenarioFault } from '../testing/forge-scenario.ts';
import { createTestDeps } from '../testing/test-deps.ts';
import { createAzureDevOpsApi } from './api.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from './testing/start-scenario.ts';

let scenario: AzureDevOpsScenario;

beforeEach(async () => {
  scenario = await startAzureDevOpsScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function fetchFailure(): Promise<Failure['kind'] | undefined> {
  const outcome = await fetchOutcome(scenario);
  return outcome?.kind === 'failed' ? outcome.failure.kind : undefined;
}

describe('a sign-in page never passes as a response (S9)', () => {
  const inHtml = { 'content-type': 'text/html; charset=utf-8' };
  const page = '<html><title> Azure DevOps Services | Sign In </title></html>';
  test.each<[string, ScenarioFault]>([
    ['a 203', { kind: 'response', status: 203, headers: inHtml, body: page }],
    ['a 203 with a JSON body', { kind: 'response', status: 203, body: '{"value":[]}' }],
    ['a 200', { kind: 'response', status: 200, headers: inHtml, body: page }],
    ['a 401 with a page', { kind: 'response', status: 401, headers: inHtml, body: page }],
    [
      'a redirect to the sign-in page',
      {
        kind: 'response',
        status: 302,
        headers: { location: 'https://spsprodeus1.vssps.visualstudio.com/_signin?realm=x' },
      },
    ],
  ])('%s is reported as a refused token', async (_, fault) => {
    scenario.fail(fault);
    expect(await fetchFailure()).toBe('unauthorized');
  });

  test('a redirect to another host is reported as one', async () => {
    const headers = { location: 'https://elsewhere.test/' };
    scenario.fail({ kind: 'response', status: 302, headers });
    expect(await fetchFailure()).toBe('unavailable');
  });
});

describe('throttling (S5)', () => {
  test('a 503 with Retry-After is a rate limit', async () => {
    scenario.fail({ kind: 'response', status: 503, headers: { 'retry-after': '120' } });
    const retryInMs = 120_000;
    expect(await fetchOutcome(scenario)).toEqual({ kind: 'rate_limited', retryInMs });
  });

  test.each([
    ['without Retry-After is a failure', {}, 'failed'],
    ['with Retry-After is a rate limit', { 'retry-after': '120' }, 'rate_limited'],
  ])('a 403 with a spent quota %s', async (_, more, kind) => {
    const reset = `${scenario.instant.nowMs / 1000 + 60}`;
    const quota = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    scenario.fail({ kind: 'response', status: 403, headers: { ...quota, ...more } });
    expect((await fetchOutcome(scenario))?.kind).toBe(kind);
  });

  test('a delayed response with a spent quota is still used', async () => {
    scenario.putPullRequest({});
    const seconds = scenario.instant.nowMs / 1000;
    const headers = {
      'x-ratelimit-delay': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-limit': '200',
      'x-ratelimit-reset': `${seconds + 60}`,
    };
    scenario.server.put('/threads', { headers, body: { count: 0, value: [] } });
    expect((await fetchOutcome(scenario))?.kind).toBe('refreshed');
  });
});

describe('authorization', () => {
  test('a token of three parts is sent as a bearer token', async () => {
    const jwt = 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl';
    await using bearer = await startAzureDevOpsScenario({}, jwt, `Bearer ${jwt}`);
    bearer.putPullRequest({});
    const request = { repository: bearer.repository, branch: 'agent/login', known: undefined };
    const [outcome] = await bearer.forge.fetchStatuses([request], bearer.access);
    expect(outcome?.kind).toBe('refreshed');
  });

  test('any other token is sent as a password without a user name', async () => {
    await fetchOutcome(scenario);
    const [request] = scenario.requests;
    const encoded = String(request?.headers.authorization).replace('Basic ', '');
    expect(Buffer.from(encoded, 'base64').toString()).toBe(`:${scenario.access.token}`);
    expect(request?.headers['x-tfs-fedauthredirect']).toBe('Suppress');
  });
});

describe('the version of the API', () => {
  test.each([
    ['https://dev.azure.com', 'https://dev.azure.com/my%20org/x?a=%24b&api-version=7.1'],
    ['https://acme.visualstudio.com', 'https://acme.visualstudio.com/x?a=%24b&api-version=7.1'],
    ['https://a.test/tfs', 'https://a.test/tfs/my%20org/x?a=%24b&api-version=6.0'],
    ['https://a.test/tfs/my%20org', 'https://a.test/tfs/my%20org/x?a=%24b&api-version=6.0'],
  ])('for %s: %s', (apiBaseUrl, expected) => {
    const api = createAzureDevOpsApi({ forge: { id: 'a', apiBaseUrl }, ...createTestDeps() });
    expect(api.toUrl('my org', 'x', { a: '$b' })).toBe(expected);
    expect(api.toPreviewUrl('my org', 'x', { a: '$b' })).toBe(`${expected}-preview.1`);
  });
});
