import { beforeEach, describe, expect, test } from 'vitest';
import { adminToken, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const login = (token: string, on = app) =>
  on.inject({ method: 'GET', url: `/login?token=${token}` });

describe('the login link', () => {
  test('sets a cookie that opens the API, and continues to the page', async () => {
    const response = await login(adminToken);
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('<meta http-equiv="refresh" content="0; url=/">');
    const cookie = String(response.headers['set-cookie']);
    expect(cookie).toMatch(
      /^afterpush_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    const headers = { cookie: `other=1; ${cookie.split(';')[0]}` };
    const chats = await app.inject({ method: 'GET', url: '/api/v1/chats', headers });
    expect(chats.statusCode).toBe(200);
  });

  test('does not put the token into the cookie, the page or the log', async () => {
    const response = await login(adminToken);
    const said = response.body + String(response.headers['set-cookie']);
    expect(said + JSON.stringify(world.logger.lines)).not.toContain(adminToken);
    expect(response.headers['cache-control']).toBe('no-store');
  });

  test('sets a secure cookie when the public URL uses https', async () => {
    const publicUrl = 'https://afterpush.example.com';
    const response = await login(adminToken, createTestApp({ ...world.deps, publicUrl }));
    expect(response.headers['set-cookie']).toMatch(/; Secure$/);
  });

  test.each(['wrong', '', `${adminToken}x`])('sets no cookie for the token "%s"', async (token) => {
    const response = await login(token);
    expect(response.statusCode).toBe(401);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['set-cookie']).toBeUndefined();
    expect(response.body).toContain('afterpush serve');
  });
});
