import { beforeEach, describe, expect, test } from 'vitest';
import {
  adminToken,
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../test/support/http/test-world.ts';
import { DatabaseUnavailable } from '../store/database.ts';
import { createAuthentication } from './server/authentication.ts';
import type { App } from './server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const get = (headers: Record<string, string>, url = '/api/v1/forges', on = app) =>
  on.inject({ method: 'GET', url, headers });
const post = (headers: Record<string, string>, on = app) =>
  on.inject({ method: 'POST', url: '/api/v1/chats', headers, payload: {} });

const { formatSetCookie } = createAuthentication({
  adminToken,
  adminUserId: 'local',
  findUserByApiToken: async () => undefined,
});
const cookie = formatSetCookie(false).split(';')[0] ?? '';

describe('without a token', () => {
  test.each([
    ['GET', '/api/v1/chats'],
    ['GET', '/api/v1/events'],
    ['GET', '/api/v1/external-auth?match=https://forge.test/a/b'],
    ['POST', '/api/v1/push-signals'],
    ['PUT', '/api/v1/forges/forge/token'],
    ['GET', '/metrics'],
    ['GET', '/api/v1/unknown'],
    ['POST', '/anything'],
  ] as const)('refuses %s %s', async (method, url) => {
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  test.each(['/healthz', '/readyz', '/openapi.json'])('responds to %s', async (url) => {
    expect((await get({}, url)).statusCode).toBe(200);
  });
});

describe('authentication', () => {
  test('accepts the admin token, an API token or the session cookie', async () => {
    expect((await post(asAdmin)).json().owner_id).toBe('local');
    expect((await post(asGrace)).json().owner_id).toBe('grace');
    expect((await post({ cookie })).json().owner_id).toBe('local');
  });

  test.each([
    { authorization: 'Bearer wrong' },
    { authorization: adminToken },
    { authorization: `Basic ${adminToken}` },
    { cookie: `afterpush_session=${adminToken}` },
    { cookie: 'afterpush_session=' },
    { cookie, authorization: 'Bearer wrong' },
  ])('refuses %o', async (headers) => {
    expect((await get(headers as Record<string, string>)).statusCode).toBe(401);
  });

  test('S10: a browser session gets no credential, wherever its cookie is replayed from', async () => {
    world.tokens.tokens.set('local forge', 'secret');
    const url = '/api/v1/external-auth?match=https://forge.test/acme/app.git';
    const refused = await get({ cookie }, url);
    expect(refused.statusCode).toBe(401);
    expect(refused.body).not.toContain('secret');
    expect((await get(asAdmin, url)).json()).toMatchObject({ password: 'secret' });
  });

  test('accepts only the admin token while the database is unavailable', async () => {
    world.store.outage = new DatabaseUnavailable('connection refused');
    expect((await get(asGrace)).statusCode).toBe(503);
    expect((await get(asAdmin)).statusCode).toBe(200);
  });
});

describe('DNS rebinding', () => {
  test.each(['localhost:4700', '127.0.0.1', '127.0.0.2:80', '[::1]:4700', 'LOCALHOST'])(
    'the host %s is ours',
    async (host) => {
      expect((await get({ ...asAdmin, host })).statusCode).toBe(200);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'a@localhost'])(
    'the host "%s" is refused, even where no token is needed',
    async (host) => {
      expect((await get({ ...asAdmin, host })).statusCode).toBe(421);
      expect((await get({ host }, '/healthz')).statusCode).toBe(421);
    },
  );

  test('accepts the host of the public URL, and every host when other machines can connect', async () => {
    const publicUrl = 'https://afterpush.example.com';
    const behindProxy = createTestApp({ ...world.deps, publicUrl });
    const host = 'afterpush.example.com';
    expect((await get({ ...asAdmin, host }, undefined, behindProxy)).statusCode).toBe(200);
    const open = createTestApp(world.deps, { getReach: () => ({ loopback: false, publicUrl }) });
    expect((await get({ ...asAdmin, host: 'any.example' }, undefined, open)).statusCode).toBe(200);
  });
});

describe('CSRF', () => {
  test.each(['http://evil.example', 'null', 'http://localhost:9999', 'http://localhost:80.evil'])(
    'a change from a page of %s is refused',
    async (origin) => {
      expect((await post({ cookie, origin, host: 'localhost:4700' })).statusCode).toBe(403);
      expect((await post({ ...asAdmin, origin, host: 'localhost:4700' })).statusCode).toBe(403);
      expect(world.store.chats.size).toBe(0);
    },
  );

  test('accepts a change from the own page', async () => {
    const own = { cookie, host: 'localhost:4700', origin: 'http://localhost:4700' };
    expect((await post(own)).statusCode).toBe(201);
    const publicUrl = 'https://afterpush.example.com';
    const behindProxy = createTestApp({ ...world.deps, publicUrl });
    const headers = { cookie, origin: publicUrl };
    expect((await post(headers, behindProxy)).statusCode).toBe(201);
  });

  test('refuses a cross-site request with a cookie, not with a token', async () => {
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    expect((await post({ cookie, ...crossSite })).statusCode).toBe(403);
    expect((await post({ ...asAdmin, ...crossSite })).statusCode).toBe(201);
    expect((await post({ cookie, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
  });

  test('allows no other origin to read', async () => {
    const origin = 'http://evil.example';
    const headers = { ...asAdmin, origin };
    expect((await get(headers)).headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/v1/chats', headers });
    expect(preflight.statusCode).toBe(404);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});

test('S10: the request log contains neither queries nor tokens', async () => {
  await get(asAdmin, '/api/v1/chats?q=private');
  await get({}, `/login?token=${adminToken}`);
  const said = JSON.stringify(world.logger.lines);
  expect(said).toContain('"path":"/api/v1/chats"');
  expect(said).toContain('"path":"/login"');
  expect(said).not.toMatch(new RegExp(`private|${adminToken}`));
});
