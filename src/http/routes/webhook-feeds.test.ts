import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../../test/support/bucket-pause.ts';
import { FakeForge, toRegistry } from '../../../test/support/http/fake-forge.ts';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { WebhookSetup } from '../../forge/forge.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;
let setups: { setup: WebhookSetup; token: string }[];

beforeEach(() => {
  world = createWorld();
  world.deps.publicUrl = 'https://afterpush.example.com';
  world.tokens.tokens.set('local forge', 'secret-of-ada');
  setups = [];
  world.forge.webhooks.install = async (setup, { token }) => {
    setups.push({ setup, token });
    return { kind: 'installed', hookId: '7', created: true };
  };
  app = createTestApp(world.deps);
});

const list = (headers = asAdmin) => app.inject({ method: 'GET', url: '/api/v1/webhooks', headers });
const install = (payload: object, headers = asAdmin, on = app) =>
  on.inject({ method: 'POST', url: '/api/v1/webhooks', headers, payload });

describe('feeds', () => {
  test('S12: are listed for the requesting user', async () => {
    const lastDeliveryAt = new Date('2026-01-01T12:00:00Z');
    const feed = { forgeId: 'forge', repository: 'acme/app', lastDeliveryAt, installedAt: null };
    world.store.feeds.push({ ...feed, ownerId: 'local', state: 'silent' });

    expect((await list()).json()).toEqual({
      feeds: [
        {
          forge_id: 'forge',
          repository: 'acme/app',
          state: 'silent',
          last_delivery_at: '2026-01-01T12:00:00.000Z',
          installed_at: null,
        },
      ],
    });
    expect((await list(asGrace)).json()).toEqual({ feeds: [] });
  });

  test('are counted by the metrics', async () => {
    const { body } = await app.inject({ method: 'GET', url: '/metrics', headers: asAdmin });
    expect(body).toContain('afterpush_webhook_inbox 4');
    expect(body).toContain('afterpush_webhook_feeds{forge="forge",state="live"} 2');
    expect(body).toContain('afterpush_webhook_feeds{forge="forge",state="waiting"} 1');
    expect(body).toContain('afterpush_webhook_feeds{forge="forge",state="silent"} 1');
  });
});

describe('installing a webhook', () => {
  test.each([
    { repository: 'https://forge.test/Acme/app.git' },
    { repository: 'https://forge.test/Acme/app' },
    { repository: 'Acme/app' },
    { repository: 'Acme/app', forge_id: 'forge' },
  ])('uses the requesting user’s token for %o', async (wanted) => {
    const response = await install(wanted);

    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      forge_id: 'forge',
      repository: 'acme/app',
      state: 'waiting',
    });
    expect(setups).toEqual([
      {
        setup: {
          repository: { owner: 'Acme', name: 'app' },
          deliveryUrl: 'https://afterpush.example.com/webhooks/forge',
          secret: 'hook-secret-of-forge',
        },
        token: 'secret-of-ada',
      },
    ]);
    expect(world.store.installed).toEqual([
      { forgeId: 'forge', repository: 'acme/app', hookId: '7', installedBy: 'local' },
    ]);
  });

  test('separates nested groups from the repository name', async () => {
    await install({ repository: 'group/sub/app' });
    expect(setups[0]?.setup.repository).toEqual({ owner: 'group/sub', name: 'app' });
  });

  test.each(['app', 'https://elsewhere.test/a/b', 'a/../b', 'a//b', 'a/b?x', ' a/b', 'git@h:a/b'])(
    'of %j says what a repository is',
    async (repository) => {
      const response = await install({ repository });
      expect(response.statusCode).toBe(400);
      expect(response.json().detail).toContain('owner/name');
      expect(setups).toEqual([]);
    },
  );

  test('requires forge_id with owner/name when several forges are configured', async () => {
    const forges = toRegistry(world.forge, new FakeForge('other'));
    const both = createTestApp({ ...world.deps, forges });

    const unsaid = await install({ repository: 'acme/app' }, asAdmin, both);
    const unknown = await install({ repository: 'acme/app', forge_id: 'x' }, asAdmin, both);

    expect(unsaid.statusCode).toBe(400);
    expect(unsaid.json().detail).toContain('forge, other');
    expect(unknown.statusCode).toBe(400);
    expect((await install({ repository: 'acme/app', forge_id: 'forge' })).statusCode).toBe(200);
  });

  test('responds 409 when the forge cannot reach this server', async () => {
    const local = createTestApp({ ...world.deps, publicUrl: 'http://127.0.0.1:4700' });
    const response = await install({ repository: 'acme/app' }, asAdmin, local);
    expect(response.statusCode).toBe(409);
    expect(response.json().detail).toContain('AFTERPUSH_PUBLIC_URL');
    expect(setups).toEqual([]);
  });

  test('links to where a token can be linked when there is none', async () => {
    const response = await install({ repository: 'acme/app' }, asGrace);
    expect(response.statusCode).toBe(409);
    expect(response.json().link_url).toContain('/forges/forge');
  });

  test('S5: makes no call while the token is paused', async () => {
    world.tokens.pauses = [toPause(60_000)];
    expect((await install({ repository: 'acme/app' })).statusCode).toBe(429);
    expect(setups).toEqual([]);
  });

  test('passes on why the forge refused, and stores nothing', async () => {
    const message = 'The token may not manage hooks of acme/app.';
    world.forge.webhooks.install = async () => ({
      kind: 'failed',
      failure: { kind: 'forbidden', message },
    });
    const response = await install({ repository: 'acme/app' });
    expect(response.statusCode).toBe(502);
    expect(response.json().detail).toBe(message);
    expect(world.store.installed).toEqual([]);
  });
});
