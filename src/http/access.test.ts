import { beforeEach, describe, expect, test } from 'vitest';
import {
  adminToken,
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
  signIn,
} from '../../test/support/http/test-world.ts';
import { DatabaseUnavailable } from '../store/database.ts';
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

/** What the page of a signed-in browser sends. */
let page: Awaited<ReturnType<typeof signIn>>;

beforeEach(async () => {
  page = await signIn(app);
});

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
  test('accepts the admin token, an API token or the session of a page', async () => {
    expect((await post(asAdmin)).json().owner_id).toBe('local');
    expect((await post(asGrace)).json().owner_id).toBe('grace');
    expect((await post(page)).json().owner_id).toBe('local');
  });

  test.each([
    { authorization: 'Bearer wrong' },
    { authorization: adminToken },
    { authorization: `Basic ${adminToken}` },
    { cookie: `afterpush_session=${adminToken}` },
    { cookie: 'afterpush_session=', 'x-afterpush-session': '' },
    { cookie: `afterpush_session=${adminToken}`, 'x-afterpush-session': adminToken },
  ] as Record<string, string>[])('refuses %o', async (headers) => {
    expect((await get(headers)).statusCode).toBe(401);
    expect((await get({ ...page, authorization: 'Bearer wrong' })).statusCode).toBe(401);
  });

  test('S10: refuses the cookie alone on every route: other ports of this host receive it too', async () => {
    const { cookie } = page;
    const document = (await get({}, '/openapi.json')).json();
    const operations = Object.entries<Record<string, { security?: unknown[] }>>(
      document.paths,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({ path, method, security })),
    );
    const secured = operations.filter(({ security }) => security?.length !== 0);
    expect(secured.length).toBeGreaterThan(20);
    for (const { path, method } of secured) {
      const url = path.replaceAll(/\{\w+\}/g, 'one');
      for (const headers of [
        { cookie },
        { cookie, 'x-afterpush-session': '' },
        { cookie, 'x-afterpush-session': cookie.split('=')[1] ?? '' },
        { 'x-afterpush-session': page['x-afterpush-session'] },
      ]) {
        const response = await app.inject({ method: method.toUpperCase() as 'GET', url, headers });
        expect(response.statusCode, `${method} ${path}`).toBe(401);
        await world.clock.advance(60_000);
      }
    }
  });

  test('delays the admin token after many wrong ones', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 30; index += 1) {
      statuses.push((await get({ authorization: `Bearer wrong-${index}` })).statusCode);
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    const refused = await get(asAdmin);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('1');
    // Secrets that Afterpush generated cannot be guessed.
    expect((await get(asGrace)).statusCode).toBe(200);
    expect((await get(page)).statusCode).toBe(200);
    await world.clock.advance(1_000);
    expect((await get(asAdmin)).statusCode).toBe(200);
    expect(world.logger.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0);
    expect(JSON.stringify(world.logger.lines)).not.toContain('wrong-');
  });

  test('S10: a browser session gets no credential, wherever its cookie is replayed from', async () => {
    world.tokens.tokens.set('local forge', 'secret');
    const url = '/api/v1/external-auth?match=https://forge.test/acme/app.git';
    const refused = await get(page, url);
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

  test('accepts the host of the public URL', async () => {
    const publicUrl = 'https://afterpush.example.com';
    const behindProxy = createTestApp({ ...world.deps, publicUrl });
    const host = 'afterpush.example.com';
    expect((await get({ ...asAdmin, host }, undefined, behindProxy)).statusCode).toBe(200);
  });

  test('where other machines can connect, accepts the public name and IP addresses', async () => {
    const publicUrl = 'https://afterpush.example.com';
    const reach = { loopback: false, publicUrl, isPublicUrlSet: true };
    const open = createTestApp(world.deps, { getReach: () => reach });
    const send = async (host: string) => (await get({ host }, '/healthz', open)).statusCode;
    for (const own of [
      'afterpush.example.com',
      '192.0.2.1:4700',
      '[2001:db8::1]:80',
      'localhost',
    ]) {
      expect(await send(own), own).toBe(200);
    }
    for (const foreign of [
      'evil.example',
      '192.0.2.1.evil.example',
      'afterpush.example.com.evil',
    ]) {
      expect(await send(foreign), foreign).toBe(421);
    }
  });

  test('accepts every name where other machines can connect and the public URL is not known', async () => {
    const reach = { loopback: false, publicUrl: 'http://127.0.0.1:4700', isPublicUrlSet: false };
    const open = createTestApp(world.deps, { getReach: () => reach });
    expect((await get({ ...asAdmin, host: 'any.example' }, undefined, open)).statusCode).toBe(200);
  });
});

describe('CSRF', () => {
  test.each(['http://evil.example', 'null', 'http://localhost:9999', 'http://localhost:80.evil'])(
    'a change from a page of %s is refused',
    async (origin) => {
      expect((await post({ ...page, origin, host: 'localhost:4700' })).statusCode).toBe(403);
      expect((await post({ ...asAdmin, origin, host: 'localhost:4700' })).statusCode).toBe(403);
      expect(world.store.chats.size).toBe(0);
    },
  );

  test('accepts a change from the own page', async () => {
    const own = { ...page, host: 'localhost:4700', origin: 'http://localhost:4700' };
    expect((await post(own)).statusCode).toBe(201);
    const publicUrl = 'https://afterpush.example.com';
    const behindProxy = createTestApp({ ...world.deps, publicUrl });
    const headers = { ...page, origin: publicUrl };
    expect((await post(headers, behindProxy)).statusCode).toBe(201);
  });

  test.each(['cross-site', 'same-site', 'anything'])(
    'refuses a %s request of a page, reading too, but not one with a token',
    async (site) => {
      const foreign = { 'sec-fetch-site': site };
      expect((await get({ ...page, ...foreign })).statusCode).toBe(403);
      expect((await post({ ...page, ...foreign })).statusCode).toBe(403);
      expect((await post({ ...asAdmin, ...foreign })).statusCode).toBe(201);
    },
  );

  test('accepts requests of the own page and navigations', async () => {
    for (const site of ['same-origin', 'none']) {
      expect((await get({ ...page, 'sec-fetch-site': site })).statusCode).toBe(200);
    }
    expect((await post({ ...page, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
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
