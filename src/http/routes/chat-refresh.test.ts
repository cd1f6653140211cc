import { beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../../../test/support/fake-clock.ts';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;
let stopping: AbortController;

beforeEach(() => {
  world = createWorld();
  stopping = new AbortController();
  app = createTestApp(world.deps, { stopping: stopping.signal });
  world.store.add({ id: 'one' }, {});
});

const get = (url: string, headers = asAdmin) => app.inject({ method: 'GET', url, headers });
const refresh = (id: string, headers = asAdmin) =>
  app.inject({ method: 'POST', url: `/api/v1/chats/${id}/refresh`, headers });

describe('getting a chat', () => {
  test('waits 800 ms for the forge by default', async () => {
    await get('/api/v1/chats/one');
    await get('/api/v1/chats/one?wait=30000');
    expect(world.dueRefreshes).toEqual([
      { chatId: 'one', waitMs: 800 },
      { chatId: 'one', waitMs: 30_000 },
    ]);
  });

  test('returns what is stored after the refresh', async () => {
    world.refreshDue = async () => {
      Object.assign(world.store.rows[0] ?? {}, { pull_request_state: 'open' });
    };
    const response = await get('/api/v1/chats/one');
    expect(response.json().diff_status.pull_request_state).toBe('open');
  });

  test('refreshes without waiting when wait=0', async () => {
    world.refreshDue = () => new Promise(() => undefined);
    const response = await get('/api/v1/chats/one?wait=0');
    expect(response.statusCode).toBe(200);
    expect(world.dueRefreshes).toEqual([{ chatId: 'one', waitMs: 0 }]);
  });

  test.each(['?wait=0', ''])(
    'returns what is stored when the refresh fails (%s)',
    async (query) => {
      world.refreshDue = async () => {
        throw new Error('boom');
      };
      expect((await get(`/api/v1/chats/one${query}`)).statusCode).toBe(200);
      expect(world.logger.lines).toContainEqual(
        expect.objectContaining({ message: 'failed to refresh a chat' }),
      );
    },
  );

  test.each(['-1', '30001', '1.5', 'soon', ''])('refuses wait=%s', async (wait) => {
    const response = await get(`/api/v1/chats/one?wait=${wait}`);
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toMatch(/^wait must be/);
  });

  test('S12: finds no chat of another user, and refreshes nothing', async () => {
    expect((await get('/api/v1/chats/one', asGrace)).statusCode).toBe(404);
    expect(world.dueRefreshes).toEqual([]);
  });

  test('accepts ids of any form in the path', async () => {
    world.store.add({ id: `a:b@c.${'x'.repeat(190)}` });
    const path = encodeURIComponent(`a:b@c.${'x'.repeat(190)}`);
    expect((await get(`/api/v1/chats/${path}`)).statusCode).toBe(200);
  });

  test('returns at once when the server stops', async () => {
    world.refreshDue = () => new Promise(() => undefined);
    const response = get('/api/v1/chats/one?wait=30000');
    await settle();
    stopping.abort();
    expect((await response).statusCode).toBe(200);
  });
});

describe('refreshing a chat', () => {
  test('returns the chat after one refresh', async () => {
    world.refresh = async () => {
      Object.assign(world.store.rows[0] ?? {}, { pull_request_state: 'merged' });
    };
    const response = await refresh('one');
    expect(response.statusCode).toBe(200);
    expect(response.json().diff_status.pull_request_state).toBe('merged');
    expect(world.refreshes).toEqual(['one']);
  });

  test('S12: finds no chat of another user, and refreshes nothing', async () => {
    expect((await refresh('one', asGrace)).statusCode).toBe(404);
    expect(world.refreshes).toEqual([]);
  });

  test('responds that the server is stopping', async () => {
    world.refresh = () => new Promise(() => undefined);
    const response = refresh('one');
    await settle();
    stopping.abort();
    expect((await response).statusCode).toBe(503);
  });
});
