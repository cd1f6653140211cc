import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../../test/support/bucket-pause.ts';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { Health } from '../../contract/health.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const noon = Date.parse('2026-01-01T12:00:00Z');
const minute = 60_000;
const at = (minutes: number) => new Date(noon + minutes * minute);
const send = async (headers = asAdmin): Promise<Health> =>
  (await app.inject({ method: 'GET', url: '/api/v1/health', headers })).json();
const getForgeHealth = async (headers = asAdmin) => (await send(headers)).forges[0];

describe('the health report', () => {
  test('is empty for a new installation', async () => {
    expect(await send()).toEqual({
      at: '2026-01-01T12:00:00.000Z',
      forges: [
        {
          id: 'forge',
          token_linked: false,
          paused_until: null,
          trouble: null,
          quotas: [],
          feeds: { live: 0, waiting: 0, silent: 0, never: 0, last_delivery_at: null },
        },
      ],
      data_age: [],
      replicas: [],
      polling: { factor: 1, paused: false, paused_at: null },
    });
  });

  test('needs a token', async () => {
    const response = await app.inject({ method: 'GET', url: '/api/v1/health' });
    expect(response.statusCode).toBe(401);
  });

  test('names a forge of which most recent reads failed', async () => {
    const reads = {
      forgeId: 'forge',
      failing: 5,
      succeeded: 0,
      scheduled: 15,
      failingMs: 25_000,
      failureKind: 'unavailable',
      message: 'forge.test answered 503',
      since: at(-1),
      nextCheckAt: at(1),
    } as const;
    world.store.forgeReads.push(reads);
    expect((await getForgeHealth())?.trouble).toEqual({
      kind: 'unavailable',
      since: at(-1).toISOString(),
      branches: 5,
      message: 'forge.test answered 503',
      next_check_at: at(1).toISOString(),
    });
    world.store.forgeReads.splice(0, 1, { ...reads, succeeded: 9 });
    expect((await getForgeHealth())?.trouble).toBeNull();
  });

  describe('for a quota', () => {
    const sample = { forgeId: 'forge', tokenFingerprint: 'print of secret' };

    beforeEach(() => {
      world.tokens.tokens.set('local forge', 'secret');
      world.quotas.push({ bucket: 'core', quota: 5_000, remaining: 3_500, resetInMs: 30 * 60_000 });
      world.store.quotaSamples.push(
        { ...sample, bucket: 'core', at: at(-10), remaining: 4_000 },
        { ...sample, bucket: 'graphql', at: at(-5), remaining: 1 },
      );
    });

    test('contains the remaining and reserved amounts, a forecast and the samples', async () => {
      expect((await getForgeHealth())?.quotas).toEqual([
        {
          bucket: 'core',
          quota: 5_000,
          remaining: 3_500,
          reset_at: '2026-01-01T12:30:00.000Z',
          reserved: 2_000,
          forecast: 2_000,
          samples: [
            { at: '2026-01-01T11:50:00.000Z', remaining: 4_000 },
            { at: '2026-01-01T12:00:00.000Z', remaining: 3_500 },
          ],
        },
      ]);
    });

    test('has instants of the database’s clock, whatever that of this process shows', async () => {
      const [queriedAt, startedAt, seenAt] = [at(60), at(0), at(60)];
      const replica = { id: 'r1', host: 'h', version: '1.2.3', startedAt, seenAt, queriedAt };
      world.store.replicas.push({ ...replica, at: null, due: null, lagMs: null });
      const [quota] = (await getForgeHealth())?.quotas ?? [];
      expect(quota?.reset_at).toBe('2026-01-01T13:30:00.000Z');
      expect(quota?.samples.at(-1)?.at).toBe('2026-01-01T13:00:00.000Z');
    });

    test('S12: is empty for users whose chats do not use its token', async () => {
      expect((await getForgeHealth(asGrace))?.quotas).toEqual([]);
      world.tokens.tokens.set('grace forge', 'another secret');
      const [quota] = (await getForgeHealth(asGrace))?.quotas ?? [];
      expect(quota?.samples).toHaveLength(1);
    });
  });

  test('contains pauses', async () => {
    world.tokens.tokens.set('local forge', 'secret');
    world.tokens.pauses = [toPause(5 * 60_000)];
    expect(await getForgeHealth()).toMatchObject({
      token_linked: true,
      paused_until: '2026-01-01T12:05:00.000Z',
    });
  });

  test('counts the feeds of the requesting user’s repositories', async () => {
    const feed = { ownerId: 'local', forgeId: 'forge', repository: 'acme/app', installedAt: null };
    world.store.feeds.push(
      { ...feed, state: 'live', lastDeliveryAt: at(-3) },
      { ...feed, state: 'live', lastDeliveryAt: at(-1) },
      { ...feed, state: 'waiting', lastDeliveryAt: null },
      { ...feed, state: 'silent', lastDeliveryAt: null },
      { ...feed, state: 'never', lastDeliveryAt: null },
      { ...feed, state: 'live', lastDeliveryAt: at(0), forgeId: 'another' },
      { ...feed, state: 'live', lastDeliveryAt: at(0), ownerId: 'grace' },
    );
    expect((await getForgeHealth())?.feeds).toEqual({
      live: 2,
      waiting: 1,
      silent: 1,
      never: 1,
      last_delivery_at: '2026-01-01T11:59:00.000Z',
    });
  });

  test('contains the age of the data', async () => {
    world.store.dataAges.push({ at: at(-1), rowCount: 20, p50Ms: 30_000, p95Ms: 110_000 });
    expect((await send()).data_age).toEqual([
      { at: '2026-01-01T11:59:00.000Z', rows: 20, p50_ms: 30_000, p95_ms: 110_000 },
    ]);
  });

  test('contains each replica with its samples, by the clock of the database', async () => {
    const queriedAt = new Date(noon + 1_234);
    const replica = { host: 'h', version: '1.2.3', startedAt: at(-60), seenAt: at(0), queriedAt };
    world.store.replicas.push(
      { ...replica, id: 'r1', at: at(-1), due: 3, lagMs: 2_500 },
      { ...replica, id: 'r1', at: at(0), due: 0, lagMs: 0 },
      { ...replica, id: 'r2', at: null, due: null, lagMs: null },
    );

    const health = await send();

    expect(health.at).toBe('2026-01-01T12:00:01.234Z');
    expect(health.replicas).toEqual([
      {
        id: 'r1',
        host: 'h',
        version: '1.2.3',
        started_at: '2026-01-01T11:00:00.000Z',
        seen_at: '2026-01-01T12:00:00.000Z',
        samples: [
          { at: '2026-01-01T11:59:00.000Z', due: 3, lag_ms: 2_500 },
          { at: '2026-01-01T12:00:00.000Z', due: 0, lag_ms: 0 },
        ],
      },
      expect.objectContaining({ id: 'r2', samples: [] }),
    ]);
  });
});
