import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import { DatabaseUnavailable } from '../../store/database.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const branch = { origin: 'https://forge.test/acme/app.git', branch: 'agent/work' };
const send = (payload: object, headers = asAdmin) =>
  app.inject({ method: 'POST', url: '/api/v1/push-signals', headers, payload });

describe('a push signal', () => {
  test('responds 202 with the chats whose branch is due now', async () => {
    world.markStale = async () => ({
      kind: 'marked',
      rows: [],
      publicIds: ['one', 'two'],
      archivedPublicIds: [],
    });
    const response = await send({ ...branch, workspace_id: 'w' });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({ chat_ids: ['one', 'two'] });
  });

  test('names the archived chats that stored it for later', async () => {
    world.markStale = async () => ({
      kind: 'marked',
      rows: [],
      publicIds: ['one', 'two'],
      archivedPublicIds: ['two'],
    });
    const response = await send({ ...branch, workspace_id: 'w' });
    expect(response.json()).toEqual({ chat_ids: ['one', 'two'], archived_chat_ids: ['two'] });
  });

  test('that could not be stored is answered with 503', async () => {
    world.markStale = async () => {
      throw new DatabaseUnavailable('too busy');
    };
    const response = await send({ ...branch, chat_id: 'one' });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
  });

  test('is refused on request when no configured forge serves the origin', async () => {
    world.markStale = async () => ({ kind: 'no_forge', origin: branch.origin });
    const response = await send({ ...branch, chat_id: 'one', require_forge: true });
    expect(world.signals).toMatchObject([{ requireForge: true }]);
    expect(response.statusCode).toBe(422);
    expect(response.json().detail).toContain('AFTERPUSH_FORGES');
  });

  test('S12: is recorded for the user who sent it', async () => {
    await send({ ...branch, chat_id: 'one' }, asGrace);
    expect(world.signals).toEqual([{ ownerId: 'grace', ...branch, publicId: 'one' }]);
  });

  test.each([{}, { chat_id: 'one', workspace_id: 'w' }])(
    'needs either a chat or a workspace, not %o',
    async (place) => {
      const response = await send({ ...branch, ...place });
      expect(response.statusCode).toBe(400);
      expect(response.json().detail).toContain('either chat_id or workspace_id');
      expect(world.signals).toEqual([]);
    },
  );

  test('is a 404 for an unknown chat', async () => {
    world.markStale = async () => ({ kind: 'chat_not_found' });
    expect((await send({ ...branch, chat_id: 'nope' })).statusCode).toBe(404);
  });

  test('is a 400 with the reason when it cannot be stored', async () => {
    world.markStale = async () => ({
      kind: 'invalid',
      message: 'branch is longer than 1000 bytes',
    });
    const response = await send({ ...branch, chat_id: 'one' });
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toBe('branch is longer than 1000 bytes.');
  });
});
