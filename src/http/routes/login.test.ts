import { beforeEach, describe, expect, test } from 'vitest';
import {
  adminToken,
  asAdmin,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

async function createLink(on = app): Promise<string> {
  const request = { method: 'POST', url: '/api/v1/login-links', headers: asAdmin } as const;
  const { pathname, search } = new URL((await on.inject(request)).json().url);
  return pathname + search;
}

const open = (url: string, headers: Record<string, string> = {}, on = app) =>
  on.inject({ method: 'GET', url, headers });

describe('a login link', () => {
  test('starts a session whose two secrets open the API', async () => {
    const response = await open(await createLink());
    expect(response.statusCode).toBe(200);
    const setCookie = String(response.headers['set-cookie']);
    expect(setCookie).toMatch(
      /^afterpush_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    const secret = /localStorage\.setItem\('afterpush\.session', '([\w-]{43})'\)/.exec(
      response.body,
    )?.[1];
    const cookie = `other=1; ${setCookie.split(';')[0]}`;
    const headers = { cookie, 'x-afterpush-session': secret ?? '' };
    expect((await open('/api/v1/chats', headers)).statusCode).toBe(200);
  });

  test('runs only the script that stores the secret', async () => {
    const response = await open(await createLink());
    const policy = String(response.headers['content-security-policy']);
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(response.body).toContain(`<script nonce="${nonce}">`);
    expect(policy).toContain("default-src 'none'");
    // Else the browser requests /favicon.ico, which the policy blocks.
    expect(response.body).toContain('<link rel="icon" href="/favicon.svg"');
    expect(policy).toContain("img-src 'self'");
    expect(response.headers['cache-control']).toBe('no-store');
  });

  test('works once', async () => {
    const link = await createLink();
    expect((await open(link)).statusCode).toBe(200);
    const again = await open(link);
    expect(again.statusCode).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('afterpush login-link');
  });

  test('is not used up by a browser that loads it in advance', async () => {
    const link = await createLink();
    expect((await open(link, { 'sec-purpose': 'prefetch;prerender' })).statusCode).toBe(403);
    expect((await open(link, { 'sec-fetch-dest': 'image' })).statusCode).toBe(403);
    expect((await open(link)).statusCode).toBe(200);
  });

  test('works while someone guesses', async () => {
    const link = await createLink();
    const statuses = [];
    for (let index = 0; index < 30; index += 1) {
      statuses.push((await open(`/login?code=wrong-${index}`)).statusCode);
    }
    expect(statuses).toContain(429);
    expect((await open(link)).statusCode).toBe(200);
  });

  test('sets a secure cookie when the public URL uses https', async () => {
    const publicUrl = 'https://afterpush.example.com';
    const behindProxy = createTestApp({ ...world.deps, publicUrl });
    const response = await open(await createLink(behindProxy), {}, behindProxy);
    expect(response.headers['set-cookie']).toMatch(/; Secure$/);
  });

  test.each([
    '/login',
    '/login?code=',
    '/login?code=wrong',
    `/login?token=${adminToken}`,
    `/login?code=${adminToken}`,
  ])('without a valid code starts no session: %s', async (url) => {
    const response = await open(url);
    expect(response.statusCode).toBe(401);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['set-cookie']).toBeUndefined();
    expect(response.body + JSON.stringify(world.logger.lines)).not.toContain(adminToken);
  });
});
