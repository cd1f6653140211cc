import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLoopbackServer } from '../../../test/support/loopback-server.ts';
import type { Failure } from '../../domain/diff-status.ts';
import type { StubResponse } from '../testing/forge-double.ts';
import {
  type ForgeUnderTest,
  noon,
  startGitHubForge,
  testToken,
  toAccess,
} from './testing/start-forge.ts';

const repository = { owner: 'acme', name: 'app' };
const reset = `${noon / 1000 + 600}`;

let tested: ForgeUnderTest;

beforeEach(async () => {
  tested = await startGitHubForge({ timeoutMs: 1_000, bodyLimitBytes: 10_000 });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

async function fetchStatus(access = tested.access) {
  const request = { repository, branch: 'main', known: undefined };
  const [outcome] = await tested.forge.fetchStatuses([request], access);
  return outcome;
}

async function fetchFailure(access = tested.access): Promise<Failure> {
  const outcome = await fetchStatus(access);
  if (outcome?.kind !== 'failed') throw new Error(`not failed but ${outcome?.kind}`);
  return outcome.failure;
}

describe('a failed request', () => {
  test.each<[string, StubResponse, Failure['kind']]>([
    ['a 401', { status: 401, body: { message: 'Bad credentials' } }, 'unauthorized'],
    ['a 403 without times', { status: 403 }, 'forbidden'],
    [
      'a 403 beside an unspent quota',
      { status: 403, headers: { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': reset } },
      'forbidden',
    ],
    ['a 451', { status: 451 }, 'forbidden'],
    ['a 404', { status: 404 }, 'not_found'],
    ['a 422', { status: 422 }, 'unavailable'],
    ['a 500', { status: 500, body: 'oops' }, 'unavailable'],
    ['a 502', { status: 502, body: '<html>' }, 'unavailable'],
    ['a 503', { status: 503 }, 'unavailable'],
    ['an unrequested 304', { status: 304 }, 'unavailable'],
    ['broken JSON', { body: '{"full_name":"acme/a' }, 'malformed'],
    ['another kind of body', { body: '<html>Sign in</html>' }, 'malformed'],
    ['a body without required fields', { body: { id: 1 } }, 'malformed'],
    ['a repository name with a path', { body: { full_name: '../../x' } }, 'malformed'],
    ['a body beyond the limit', { body: ' '.repeat(10_001) }, 'malformed'],
  ])('%s gets its own failure kind', async (_, answer, kind) => {
    tested.server.put('/repos/acme/app', answer);
    const failure = await fetchFailure();
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(new URL(tested.server.apiBaseUrl).host);
    expect(tested.validators.saved.size).toBe(0);
  });

  test('has a message that says what to do next', async () => {
    tested.server.put('/repos/acme/app', { status: 401 });
    expect((await fetchFailure()).message).toContain('rejected the token for work: link a new one');
    tested.server.put('/repos/acme/app', { status: 404 });
    expect((await fetchFailure()).message).toContain('the repository acme/app');
    expect((await fetchFailure()).message).toContain('the token has access');
  });

  test('links to single sign-on, and only at GitHub itself (S10)', async () => {
    const url = `${tested.server.webBaseUrl}/orgs/acme/sso?authorization_request=x`;
    const headers = { 'x-github-sso': `required; url=${url}` };
    tested.server.put('/repos/acme/app', { status: 403, headers });
    expect((await fetchFailure()).message).toContain(`Authorize the token for it at ${url}`);
    headers['x-github-sso'] = 'required; url=https://evil.test/orgs/acme/sso';
    tested.server.put('/repos/acme/app', { status: 403, headers });
    expect((await fetchFailure()).message).not.toContain('evil');
  });

  test('quotes GitHub in one short line, without the token (S10)', async () => {
    const message = `No\u0000\r\naccess with ${testToken} ${'x'.repeat(500)}`;
    tested.server.put('/repos/acme/app', { status: 403, body: { message } });
    const failure = await fetchFailure();
    expect(failure.message).toContain('"No access with [token] xxx');
    expect(failure.message).not.toContain(testToken);
    expect(failure.message.length).toBeLessThan(450);
  });
});

describe('a rate limit (S5)', () => {
  test.each<[string, StubResponse, number]>([
    ['a 429', { status: 429, headers: { 'retry-after': '30' } }, 30],
    ['a 403 with Retry-After', { status: 403, headers: { 'retry-after': '30' } }, 30],
    [
      'a spent quota',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } },
      600,
    ],
  ])('%s lasts until the time that GitHub gave', async (_, answer, seconds) => {
    tested.server.put('/repos/acme/app', answer);
    const retryInMs = seconds * 1000;
    expect(await fetchStatus()).toMatchObject({ kind: 'rate_limited', retryInMs });
  });
});

describe('a connection', () => {
  test('without a response times out', async () => {
    tested.server.put('/repos/acme/app', () => {});
    expect(await fetchFailure()).toMatchObject({ kind: 'timed_out' });
  });

  test('that breaks is a failure', async () => {
    tested.server.put('/repos/acme/app', (request) => void request.socket.destroy());
    expect(await fetchFailure()).toMatchObject({ kind: 'unavailable' });
  });

  test('that is refused is a failure', async () => {
    await tested.server[Symbol.asyncDispose]();
    const { kind, message } = await fetchFailure();
    expect(kind).toBe('unavailable');
    expect(message).toContain('the connection was refused');
    tested = await startGitHubForge();
  });
});

describe('the token', () => {
  test('is not sent to another host after a redirect (S10)', async () => {
    await using elsewhere = await startLoopbackServer();
    const headers = { location: `${elsewhere.origin}/api/v3/repos/acme/app` };
    tested.server.put('/repos/acme/app', { status: 301, headers });
    const { kind, message } = await fetchFailure();
    expect(kind).toBe('unavailable');
    expect(message).toContain('api_base_url');
    expect(elsewhere.requests).toEqual([]);
  });

  test('with invalid characters is never sent', async () => {
    const { kind, message } = await fetchFailure(toAccess('bad\ntoken'));
    expect(kind).toBe('unauthorized');
    expect(message).not.toContain('bad');
    expect(tested.server.requests).toEqual([]);
  });

  test('is sent with the headers that GitHub expects', async () => {
    await fetchStatus();
    expect(tested.server.requests[0]?.headers).toMatchObject({
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${testToken}`,
      'user-agent': 'afterpush',
      'x-github-api-version': '2022-11-28',
    });
  });
});
