import { beforeEach, describe, expect, test } from 'vitest';
import {
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

async function put(payload: object, headers: Record<string, string> = asAdmin) {
  const response = await app.inject({ method: 'PUT', url: '/api/v1/polling', headers, payload });
  return { status: response.statusCode, body: response.json() };
}

const get = (url: string) => app.inject({ method: 'GET', url, headers: asAdmin });
const paused = { factor: 1, paused: true, paused_at: '2026-01-01T14:05:00.000Z' };
const polls = { factor: 1, paused: false, paused_at: null };

describe('polling', () => {
  test('is paused and goes on, as the health report says', async () => {
    expect((await get('/api/v1/health')).json().polling).toEqual(polls);
    expect(await put({ paused: true })).toEqual({ status: 200, body: paused });
    expect((await get('/api/v1/health')).json().polling).toEqual(paused);
    expect(await put({ paused: false })).toEqual({ status: 200, body: polls });
  });

  test('is paused by a signed-in page', async () => {
    expect((await put({ paused: true }, await signIn(app))).status).toBe(200);
  });

  test('is not changed by a user who is not the administrator', async () => {
    const { status, body } = await put({ paused: true }, asGrace);
    expect(status).toBe(403);
    expect(body.detail).toContain('use the admin token');
    expect(world.polling.pausedAt).toBeNull();
  });

  test('does not go on while the factor is 0', async () => {
    world.polling.factor = 0;
    expect((await get('/api/v1/health')).json().polling).toEqual({
      factor: 0,
      paused: true,
      paused_at: null,
    });
    const { status, body } = await put({ paused: false });
    expect(status).toBe(409);
    expect(body.detail).toContain('AFTERPUSH_POLL_FACTOR is 0');
  });

  test.each([{}, { paused: 'yes' }, { paused: true, until: 'noon' }])(
    'refuses %o',
    async (body) => {
      expect((await put(body)).status).toBe(400);
    },
  );

  test('that is paused leaves the server ready, and is a metric', async () => {
    expect((await get('/metrics')).body).toMatch(/^afterpush_polling_paused 0$/m);
    await put({ paused: true });
    expect((await get('/readyz')).statusCode).toBe(200);
    expect((await get('/metrics')).body).toMatch(/^afterpush_polling_paused 1$/m);
  });
});
