import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoForge, startDemoForge } from '../demo-forge.ts';

let directory: string;
let forge: DemoForge;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-faults-'));
  forge = await startDemoForge({ directory, hourlyRateLimit: 3 });
  forge.createAccount({ login: 'ada', tokens: ['ada-token'] });
});

afterEach(async () => {
  await forge[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const headers = { authorization: 'token ada-token' };

function fetchUser(): Promise<Response> {
  return fetch(`${forge.apiBaseUrl}/user`, { headers, redirect: 'manual' });
}

test('a rule with `times` ends after that many requests', async () => {
  forge.faults.add({ path: '/api/v3/user', times: 1, effect: { kind: 'status', status: 502 } });
  expect((await fetchUser()).status).toBe(502);
  expect((await fetchUser()).status).toBe(200);
});

test('a rule matches the method, the path and the account', async () => {
  const effect = { kind: 'status', status: 500 } as const;
  forge.faults.add({ method: 'POST', effect });
  forge.faults.add({ path: /\/repos\//, effect });
  forge.faults.add({ login: 'grace', effect });
  expect((await fetchUser()).status).toBe(200);
  forge.faults.add({ login: 'ada', effect });
  expect((await fetchUser()).status).toBe(500);
});

test('sends rate limits with the given reset or delay, and drops headers', async () => {
  forge.faults.add({ times: 1, effect: { kind: 'rate-limit', resetAt: 1234 } });
  expect((await fetchUser()).headers.get('x-ratelimit-reset')).toBe('1234');
  forge.faults.add({ times: 1, effect: { kind: 'retry-after', retryAfter: '7', status: 429 } });
  const secondary = await fetchUser();
  expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([429, '7']);
  forge.faults.add({ times: 1, effect: { kind: 'drop-headers', names: ['etag'] } });
  expect((await fetchUser()).headers.get('etag')).toBeNull();
});

test('sends broken bodies, redirects and connection resets', async () => {
  forge.faults.add({ times: 1, effect: { kind: 'truncated-json' } });
  await expect((await fetchUser()).json()).rejects.toThrow(SyntaxError);
  forge.faults.add({ times: 1, effect: { kind: 'malformed-json' } });
  await expect((await fetchUser()).json()).rejects.toThrow(SyntaxError);
  const location = 'http://other.example/user';
  forge.faults.add({ times: 1, effect: { kind: 'redirect', location } });
  expect((await fetchUser()).headers.get('location')).toBe(location);
  forge.faults.add({ times: 1, effect: { kind: 'reset' } });
  await expect(fetchUser()).rejects.toThrow('fetch failed');
});

test('a hanging request is logged at once and answered when released', async () => {
  const fault = forge.faults.add({ effect: { kind: 'hang' } });
  const pending = fetchUser();
  const seen = await forge.requests.waitFor((request) => request.fault === 'hang');
  expect(seen).toMatchObject({ login: 'ada', status: 0 });
  fault.remove();
  expect((await pending).status).toBe(200);
});

test('returns 403 when the quota is exhausted', async () => {
  await fetchUser();
  await fetchUser();
  await fetchUser();
  const refused = await fetchUser();
  expect(refused.status).toBe(403);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  const quota = await fetch(`${forge.apiBaseUrl}/rate_limit`, { headers });
  const { rate } = (await quota.json()) as { rate: { remaining: number } };
  expect([quota.status, rate.remaining]).toEqual([200, 0]);
});

test('the control API adds faults and lists requests', async () => {
  const control = `${forge.webBaseUrl}/_demo`;
  const rule = { path: '/user$/', times: 1, effect: { kind: 'status', status: 504 } };
  await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(rule) });
  expect((await fetchUser()).status).toBe(504);
  const unknown = JSON.stringify({ effect: { kind: 'nonsense' } });
  const refused = await fetch(`${control}/faults`, { method: 'POST', body: unknown });
  expect(refused.status).toBe(422);
  await fetch(`${control}/faults`, { method: 'DELETE' });
  expect((await fetchUser()).status).toBe(200);
  const log = (await (await fetch(`${control}/requests`)).json()) as { total: number };
  expect(log.total).toBe(2);
});
