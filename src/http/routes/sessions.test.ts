import { beforeEach, describe, expect, test } from 'vitest';
import {
  adminToken,
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
  signIn,
} from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Record<string, string>) =>
  app.inject({ method, url, headers });
const list = async (headers: Record<string, string>) =>
  (await call('GET', '/api/v1/sessions', headers)).json().sessions;

describe('sessions', () => {
  test('have new secrets at every login, of which only hashes are stored', async () => {
    const one = await signIn(app);
    const two = await signIn(app);
    const secrets = [one, two].flatMap(({ cookie, ...rest }) => [
      cookie.split('=')[1] ?? '',
      rest['x-afterpush-session'],
    ]);
    expect(new Set(secrets).size).toBe(4);
    const stored = JSON.stringify([...world.sessions.sessions.values()]);
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(stored).not.toContain(secret);
    }
    expect(stored + secrets.join()).not.toContain(adminToken);
  });

  test('are listed with the current one', async () => {
    const one = await signIn(app, 'Firefox');
    await signIn(app, 'Chrome');
    expect(await list(one)).toMatchObject([
      { user_agent: 'Firefox', current: true },
      { user_agent: 'Chrome', current: false },
    ]);
    expect(await list(asGrace)).toEqual([]);
  });

  test('are ended by another session or by themselves, and then open nothing', async () => {
    const one = await signIn(app);
    const two = await signIn(app);
    const [first, second] = await list(one);
    const foreign = await call('DELETE', `/api/v1/sessions/${first.id}`, asGrace);
    expect(foreign.statusCode).toBe(404);
    const ended = await call('DELETE', `/api/v1/sessions/${second.id}`, one);
    expect(ended.statusCode).toBe(204);
    expect(ended.headers['set-cookie']).toBeUndefined();
    expect((await call('GET', '/api/v1/chats', two)).statusCode).toBe(401);
    const own = await call('DELETE', `/api/v1/sessions/${first.id}`, one);
    expect(own.headers['set-cookie']).toMatch(/^afterpush_session=; Path=\/; Max-Age=0;/);
    expect((await call('GET', '/api/v1/chats', one)).statusCode).toBe(401);
  });

  test('are started by the admin token only', async () => {
    for (const token of ['wrong', 'token-of-grace', `${adminToken} `]) {
      const payload = { token };
      const response = await app.inject({ method: 'POST', url: '/api/v1/sessions', payload });
      expect(response.statusCode).toBe(401);
      expect(response.headers['set-cookie']).toBeUndefined();
    }
  });

  test('create no login link: a stolen session would outlive its end', async () => {
    const session = await signIn(app);
    expect((await call('POST', '/api/v1/login-links', session)).statusCode).toBe(401);
    const link = (await call('POST', '/api/v1/login-links', asAdmin)).json();
    expect(link.url).toMatch(/^http:\/\/localhost:4700\/login\?code=[\w-]{43}$/);
    expect(link.expires_at).toBe('2026-01-01T12:10:00.000Z');
  });
});
