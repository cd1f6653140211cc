import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../../test/support/bucket-pause.ts';
import {
  asAdmin,
  asGrace,
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

const list = async (headers = asAdmin) =>
  (await app.inject({ method: 'GET', url: '/api/v1/forges', headers })).json();
const link = (id: string, payload: object) =>
  app.inject({ method: 'PUT', url: `/api/v1/forges/${id}/token`, headers: asAdmin, payload });
const unlink = (id: string) =>
  app.inject({ method: 'DELETE', url: `/api/v1/forges/${id}/token`, headers: asAdmin });

describe('forges', () => {
  test('are listed with the token state of the requesting user', async () => {
    world.tokens.tokens.set('local forge', 'secret');
    world.tokens.pauses = [toPause(125 * 60_000)];
    const forge = {
      id: 'forge',
      type: 'github',
      web_base_url: 'https://forge.test',
      api_base_url: 'https://api.forge.test',
    };
    world.expiresAt = new Date('2026-02-01T00:00:00Z');
    const resetInMs = 120 * 60_000;
    world.quotas.push({ bucket: 'core', quota: 5_000, remaining: 4_200, resetInMs });
    const budget = { bucket: 'core', quota: 5_000, remaining: 4_200 };
    expect(await list()).toEqual([
      {
        ...forge,
        token_linked: true,
        token_source: null,
        token_message: null,
        token_expires_at: '2026-02-01T00:00:00.000Z',
        paused_until: '2026-01-01T14:05:00.000Z',
        budgets: [{ ...budget, reset_at: '2026-01-01T14:00:00.000Z' }],
      },
    ]);
    expect(await list(asGrace)).toEqual([
      {
        ...forge,
        token_linked: false,
        token_source: null,
        token_message: null,
        token_expires_at: null,
        paused_until: null,
        budgets: [],
      },
    ]);
  });

  test('say why a linked token is not used', async () => {
    const message = 'linked for https://former.test: link again';
    world.tokens.findToken = async () => ({ kind: 'no_token', message, unusable: true });
    expect(await list()).toMatchObject([{ token_linked: false, token_message: message }]);
  });

  test('link and unlink a token', async () => {
    const response = await link('forge', { token: 'secret' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id: 'forge', token_linked: true });
    expect(response.body).not.toContain('secret');
    expect(world.tokens.tokens.get('local forge')).toBe('secret');
    expect((await unlink('forge')).statusCode).toBe(204);
    expect((await list())[0].token_linked).toBe(false);
  });

  test('link the token that was found on this machine, without it being sent', async () => {
    const linkFound = () =>
      app.inject({ method: 'POST', url: '/api/v1/forges/forge/token/found', headers: asAdmin });
    const refused = await linkFound();
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toContain('No token for forge was found');
    world.tokens.found.set('forge', 'found-secret');
    const response = await linkFound();
    expect(response.json()).toMatchObject({ id: 'forge', token_linked: true });
    expect(response.body).not.toContain('found-secret');
    expect(world.tokens.tokens.get('local forge')).toBe('found-secret');
  });

  test('are a 404 when they are not configured', async () => {
    expect((await link('other', { token: 'secret' })).json().detail).toContain('forge');
    expect((await unlink('other')).statusCode).toBe(404);
  });

  test('S10: do not repeat a refused token', async () => {
    const response = await link('forge', { token: 'my secret' });
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toMatch(/^token /);
    expect(response.body + JSON.stringify(world.logger.lines)).not.toContain('my secret');
  });
});
