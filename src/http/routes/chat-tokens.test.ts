import { beforeEach, expect, test } from 'vitest';
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
  world.store.add({ id: 'one' });
  app = createTestApp(world.deps);
});

const url = '/api/v1/chats/one/tokens';
const create = (headers = asAdmin, path = url) =>
  app.inject({ method: 'POST', url: path, headers });
const list = (headers = asAdmin) => app.inject({ method: 'GET', url, headers });
const end = (id: string, headers = asAdmin) =>
  app.inject({ method: 'DELETE', url: `${url}/${id}`, headers });

test('a chat token is shown once and stored as its hash', async () => {
  const response = await create();
  expect(response.statusCode).toBe(201);
  const { id, token } = response.json();
  expect(token).toMatch(/^afterpush-chat\.b25l\.[\w-]{43}$/);
  expect((await create()).json().token).not.toBe(token);
  const listed = await list();
  expect(listed.json().tokens).toHaveLength(2);
  expect(listed.json().tokens[0]).toEqual({
    id,
    created_at: expect.any(String),
    last_used_at: null,
  });
  const kept = JSON.stringify([listed.body, world.store.chatTokens, world.logger.lines]);
  expect(kept).not.toContain(token.split('.')[2]);
});

test('a chat token works until it is ended', async () => {
  const { id, token } = (await create()).json();
  const asAgent = { authorization: `Bearer ${token}` };
  const read = () => app.inject({ method: 'GET', url: '/api/v1/chats/one', headers: asAgent });
  expect((await read()).statusCode).toBe(200);
  expect((await end(id)).statusCode).toBe(204);
  expect((await read()).statusCode).toBe(401);
  const again = await end(id);
  expect(again.statusCode).toBe(404);
  expect(again.json().detail).toContain('may have ended already');
});

test('only a token that was created for it can be renewed', async () => {
  const renew = (id: string) =>
    app.inject({ method: 'POST', url: `${url}/${id}/renew`, headers: asAdmin });
  const { id, token } = (await create(asAdmin, `${url}?lifetime=renewed`)).json();
  expect((await renew(id)).statusCode).toBe(204);
  const asAgent = { authorization: `Bearer ${token}` };
  const own = await app.inject({ method: 'POST', url: `${url}/${id}/renew`, headers: asAgent });
  expect(own.statusCode).toBe(403);
  expect((await renew((await create()).json().id)).statusCode).toBe(404);
  expect((await renew('renewed-missing')).statusCode).toBe(404);
  expect((await create(asAdmin, `${url}?lifetime=forever`)).statusCode).toBe(400);
});

test('S12: the chat tokens of another user are out of reach', async () => {
  const { id } = (await create()).json();
  for (const response of [await create(asGrace), await list(asGrace), await end(id, asGrace)]) {
    expect(response.statusCode).toBe(404);
    expect(response.json().detail).toBe('You have no chat one.');
  }
  expect(world.store.chatTokens).toHaveLength(1);
});

test('an archived chat gets no token', async () => {
  world.store.add({ id: 'old', archived: true });
  const response = await create(asAdmin, '/api/v1/chats/old/tokens');
  expect(response.statusCode).toBe(409);
  expect(response.json().detail).toContain('Unarchive it first');
});
