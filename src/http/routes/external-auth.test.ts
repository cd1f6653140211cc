import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import { DatabaseUnavailable } from '../../store/database.ts';
import type { MarkStaleResult } from '../../sync/mark-stale.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  world.tokens.tokens.set('local forge', 'secret-of-ada');
  world.store.add({ id: 'one' });
  app = createTestApp(world.deps);
});

const match = 'https://forge.test/acme/app.git';
const push = { chat_id: 'one', origin: match, branch: 'agent/work' };
const send = (query: Record<string, string>, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/external-auth', headers, query });

describe('external auth', () => {
  test('returns the credential for the forge that git uses, uncacheable', async () => {
    const response = await send({ match });
    expect(response.json()).toEqual({ username: 'x-access-token', password: 'secret-of-ada' });
    expect(response.headers['cache-control']).toBe('no-store');
  });

  test('links to where a token can be linked when there is none', async () => {
    world.tokens.tokens.clear();
    expect((await send({ match })).json()).toEqual({ url: 'http://localhost:4700/forges/forge' });
  });

  test('marks the pushed branch stale', async () => {
    await send({ match, ...push });
    expect(world.signals).toEqual([
      { ownerId: 'local', origin: match, branch: 'agent/work', publicId: 'one' },
    ]);
  });

  test('passes on the address that the configuration of git contains', async () => {
    await send({ match, ...push, stored_origin: 'https://a.test/x/y' });
    expect(world.signals).toMatchObject([{ origin: match, otherOrigins: ['https://a.test/x/y'] }]);
  });

  test('marks the branch in the whole workspace when no chat is named', async () => {
    await send({ match, workspace_id: 'w', origin: match, branch: 'b' });
    expect(world.signals).toEqual([
      { ownerId: 'local', origin: match, branch: 'b', workspaceId: 'w' },
    ]);
  });

  test('marks nothing when origin, branch or target is missing', async () => {
    await send({ match, chat_id: 'one' });
    await send({ match, chat_id: 'one', origin: match, branch: '' });
    await send({ match, origin: match, branch: 'b' });
    expect(world.signals).toEqual([]);
  });

  test.each([
    'http://forge.test/acme/app.git',
    'https://forge.test.evil.example/acme/app.git',
    'https://forge.test@evil.example/acme/app.git',
    'https://evil.example/forge.test',
    'https://forge.test:8443/acme/app.git',
  ])('S10: returns no token for %s', async (match) => {
    const response = await send({ match });
    expect(response.statusCode).toBe(404);
    expect(response.body).not.toContain('secret-of-ada');
    expect(response.json().detail).toContain('AFTERPUSH_FORGES');
  });

  test('S10: repeats no credential of the URL in the response or the log', async () => {
    const response = await send({ match: 'https://user:hunter2@evil.example/x?token=hunter3' });
    expect(response.json().detail).toContain('https://evil.example');
    expect(response.body + JSON.stringify(world.logger.lines)).not.toMatch(/hunter/);
  });

  test('S10: logs no credential that it returns', async () => {
    await send({ match, ...push });
    expect(JSON.stringify(world.logger.lines)).not.toMatch(/secret-of-ada|forge\.test/);
  });

  test('S12: returns and marks nothing for a chat of another user', async () => {
    world.tokens.tokens.set('grace forge', 'secret-of-grace');
    const response = await send({ match, ...push }, asGrace);
    expect(response.statusCode).toBe(404);
    expect(response.body).not.toContain('secret');
    expect(world.signals).toEqual([]);
  });

  test('returns the credential when marking stale fails', async () => {
    world.markStale = async () => {
      throw new Error('boom');
    };
    const response = await send({ match, ...push });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      username: expect.any(String),
      signal_failure: 'Afterpush failed unexpectedly; its log has the error',
    });
    expect(world.logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'failed to signal a push' }),
    );
  });

  test.each<[string, () => Promise<MarkStaleResult>, string]>([
    [
      'the database is too busy',
      () => Promise.reject(new DatabaseUnavailable('too busy')),
      'the database of Afterpush cannot store it now',
    ],
    [
      'the branch has no valid name',
      async () => ({ kind: 'invalid', message: 'branch contains a control character' }),
      'branch contains a control character',
    ],
  ])('says with the credential that the push was not stored: %s', async (_, mark, message) => {
    world.markStale = mark;
    const response = await send({ match, ...push });
    expect(response.json()).toMatchObject({
      password: expect.any(String),
      signal_failure: message,
    });
  });

  test('marks the branch when finding the credential fails', async () => {
    world.tokens.outage = new Error('boom');
    expect((await send({ match, ...push })).statusCode).toBe(500);
    expect(world.signals).toHaveLength(1);
  });

  test('marks the branch when no forge serves the URL', async () => {
    expect((await send({ ...push, match: 'https://evil.example/x' })).statusCode).toBe(404);
    expect(world.signals).toHaveLength(1);
  });

  test('requires a URL', async () => {
    expect((await send({ match: 'forge' })).statusCode).toBe(400);
    expect((await send({})).json().detail).toBe('match is required.');
  });
});
