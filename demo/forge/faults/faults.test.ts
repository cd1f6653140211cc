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

function ask(): Promise<Response> {
  return fetch(`${forge.apiBaseUrl}/user`, { headers, redirect: 'manual' });
}

test('a rule with times ends by itself', async () => {
  forge.faults.add({ path: '/api/v3/user', times: 1, effect: { kind: 'status', status: 502 } });
  expect((await ask()).status).toBe(502);
  expect((await ask()).status).toBe(200);
});

test('rules look at the method, the path and who asks', async () => {
  const effect = { kind: 'status', status: 500 } as const;
  forge.faults.add({ method: 'POST', effect });
  forge.faults.add({ path: /\/repos\//, effect });
  forge.faults.add({ login: 'grace', effect });
  expect((await ask()).status).toBe(200);
  forge.faults.add({ login: 'ada', effect });
  expect((await ask()).status).toBe(500);
});

test('limits are told with and without their headers', async () => {
  forge.faults.add({ times: 1, effect: { kind: 'rate-limit', resetAt: 1234 } });
  expect((await ask()).headers.get('x-ratelimit-reset')).toBe('1234');
  forge.faults.add({ times: 1, effect: { kind: 'retry-after', retryAfter: '7', status: 429 } });
  const secondary = await ask();
  expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([429, '7']);
  forge.faults.add({ times: 1, effect: { kind: 'drop-headers', names: ['etag'] } });
  expect((await ask()).headers.get('etag')).toBeNull();
});

test('broken bodies, redirects and resets reach the client', async () => {
  forge.faults.add({ times: 1, effect: { kind: 'truncated-json' } });
  await expect((await ask()).json()).rejects.toThrow(SyntaxError);
  forge.faults.add({ times: 1, effect: { kind: 'malformed-json' } });
  await expect((await ask()).json()).rejects.toThrow(SyntaxError);
  const location = 'http://other.example/user';
  forge.faults.add({ times: 1, effect: { kind: 'redirect', location } });
  expect((await ask()).headers.get('location')).toBe(location);
  forge.faults.add({ times: 1, effect: { kind: 'reset' } });
  await expect(ask()).rejects.toThrow('fetch failed');
});

test('a hanging request is seen at once and answered when released', async () => {
  const fault = forge.faults.add({ effect: { kind: 'hang' } });
  const asked = ask();
  const seen = await forge.requests.waitFor((request) => request.fault === 'hang');
  expect(seen).toMatchObject({ login: 'ada', status: 0 });
  fault.remove();
  expect((await asked).status).toBe(200);
});

test('the quota ends in a 403 that says when it is full again', async () => {
  await ask();
  await ask();
  await ask();
  const refused = await ask();
  expect(refused.status).toBe(403);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  const quota = await fetch(`${forge.apiBaseUrl}/rate_limit`, { headers });
  const { rate } = (await quota.json()) as { rate: { remaining: number } };
  expect([quota.status, rate.remaining]).toEqual([200, 0]);
});

test('faults and requests are reachable by hand', async () => {
  const control = `${forge.webBaseUrl}/_demo`;
  const rule = { path: '/user$/', times: 1, effect: { kind: 'status', status: 504 } };
  await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(rule) });
  expect((await ask()).status).toBe(504);
  const unknown = JSON.stringify({ effect: { kind: 'nonsense' } });
  const refused = await fetch(`${control}/faults`, { method: 'POST', body: unknown });
  expect(refused.status).toBe(422);
  await fetch(`${control}/faults`, { method: 'DELETE' });
  expect((await ask()).status).toBe(200);
  const log = (await (await fetch(`${control}/requests`)).json()) as { total: number };
  expect(log.total).toBe(2);
});
