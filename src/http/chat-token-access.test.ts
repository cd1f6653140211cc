import { beforeEach, describe, expect, test } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../test/support/http/test-world.ts';
import type { App } from './server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;
let routes: { method: string; url: string; access: string | undefined }[];
let asAgent: { authorization: string };

beforeEach(async () => {
  world = createWorld();
  world.tokens.tokens.set('local forge', 'secret-of-ada');
  world.store.add({ id: 'one' }, { url: null });
  world.store.add({ id: 'other' }, {});
  app = createTestApp(world.deps);
  routes = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const each of [method].flat()) {
      routes.push({ method: each, url, access: config?.access });
    }
  });
  asAgent = await createToken('one');
});

async function createToken(chatId: string): Promise<{ authorization: string }> {
  const url = `/api/v1/chats/${chatId}/tokens`;
  const { token } = (await app.inject({ method: 'POST', url, headers: asAdmin })).json();
  return { authorization: `Bearer ${token}` };
}

const send = (method: string, url: string, payload?: object, headers = asAgent) =>
  app.inject({ method: method as 'GET', url, headers, ...(payload && { payload }) });

/** Everything that a chat token may do. A new route does not belong here unless an agent needs it. */
const open = [
  'GET /api/v1/chats/{chat}',
  'GET /api/v1/chats/{chat}/checks',
  'GET /api/v1/chats/{chat}/checks/{id}/log',
  'GET /api/v1/chats/{chat}/comments',
  'GET /api/v1/chats/{chat}/pull-request',
  'GET /api/v1/chats/{chat}/reviews',
  'GET /api/v1/events',
  'GET /api/v1/external-auth',
  'PATCH /api/v1/chats/{chat}',
  'POST /api/v1/chats/{chat}/comments/{comment}/received',
  'POST /api/v1/push-signals',
];

/** A path that the pattern of a route matches. */
const toPath = (url: string) => url.replaceAll(/:\w+/g, 'one').replace('*', 'one/two');

const match = 'https://forge.test/acme/app.git';

describe('a chat token', () => {
  test('is refused by every route that does not declare it, and the problem lists the others', async () => {
    const closed: string[] = [];
    for (const { method, url, access } of routes) {
      const name = `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`;
      if (access === 'public' || open.includes(name.replace('HEAD', 'GET'))) continue;
      const response = await send(method, toPath(url));
      expect(response.statusCode, name).toBe(403);
      if (method !== 'HEAD') expect(response.json().allowed.toSorted(), name).toEqual(open);
      closed.push(name);
    }
    expect(closed.length).toBeGreaterThan(25);
    expect(closed).toContain('POST /api/v1/chats/{chat}/tokens');
    expect(closed).toContain('GET /api/v1/chats');
    expect((await send('GET', '/api/v1/unknown')).statusCode).toBe(403);
    expect(world.store.chats.size).toBe(2);
  });

  test('reads the status, reviews and comments of its chat', async () => {
    for (const path of ['', '/pull-request', '/reviews', '/comments?waiting=true']) {
      const response = await send('GET', `/api/v1/chats/one${path}`);
      expect(response.statusCode, path).toBe(200);
    }
    // There is no pull request to have checks.
    expect((await send('GET', '/api/v1/chats/one/checks')).json().detail).toContain('no checks');
  });

  test('S12: finds no other chat of the same owner', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/checks'],
      ['GET', '/checks/c1/log'],
      ['GET', '/reviews'],
      ['GET', '/comments'],
      ['POST', '/comments/11111111-2222-3333-4444-555555555555/received'],
    ] as const) {
      const response = await send(method, `/api/v1/chats/other${path}`);
      expect(response.statusCode, path).toBe(404);
      expect(response.json().detail).toBe('You have no chat other.');
    }
    const signal = { origin: match, branch: 'b', chat_id: 'other' };
    expect((await send('POST', '/api/v1/push-signals', signal)).statusCode).toBe(404);
    const url = `/api/v1/external-auth?chat_id=other&match=${match}&origin=${match}&branch=b`;
    const response = await send('GET', url);
    expect(response.statusCode).toBe(404);
    expect(response.body).not.toContain('secret');
    expect(world.signals).toEqual([]);
  });

  test('reports pushes of its chat, which need not be named', async () => {
    const signal = { origin: match, branch: 'b' };
    expect((await send('POST', '/api/v1/push-signals', signal)).statusCode).toBe(202);
    const named = { ...signal, chat_id: 'one' };
    expect((await send('POST', '/api/v1/push-signals', named)).statusCode).toBe(202);
    const expected = expect.objectContaining({ ownerId: 'local', publicId: 'one', branch: 'b' });
    expect(world.signals).toEqual([expected, expected]);
  });

  test('names the agent of its chat, and changes nothing else of it', async () => {
    const named = await send('PATCH', '/api/v1/chats/one', { agent: 'codex-mcp-client' });
    expect(named.json()).toMatchObject({ agent: 'Codex' });
    for (const change of [{ title: 'Mine' }, { archived: true }, { agent: 'x', unread: true }]) {
      const refused = await send('PATCH', '/api/v1/chats/one', change);
      expect(refused.statusCode).toBe(403);
      expect(refused.json().detail).toContain('names the agent of its chat only');
    }
    expect(world.store.chats.get('one')).toMatchObject({
      title: '',
      archived: false,
      agent: 'Codex',
    });
    expect((await send('PATCH', '/api/v1/chats/other', { agent: 'x' })).statusCode).toBe(404);
  });

  test('reports no push to the other chats of a workspace', async () => {
    const signal = { origin: match, branch: 'b', workspace_id: 'w' };
    const refused = await send('POST', '/api/v1/push-signals', signal);
    expect(refused.statusCode).toBe(403);
    expect(refused.json().detail).toContain('Leave out workspace_id');
    const query = `match=${match}&origin=${match}&branch=b&workspace_id=w`;
    expect((await send('GET', `/api/v1/external-auth?${query}`)).statusCode).toBe(200);
    expect(world.signals).toEqual([
      { ownerId: 'local', publicId: 'one', origin: match, branch: 'b', headSha: undefined },
    ]);
  });

  test('S10: gets the credential for the forge that git uses, and for no other host', async () => {
    const found = await send('GET', `/api/v1/external-auth?match=${match}`);
    expect(found.json()).toMatchObject({ password: 'secret-of-ada' });
    const foreign = await send('GET', '/api/v1/external-auth?match=https://evil.example/x');
    expect(foreign.statusCode).toBe(404);
    expect(foreign.body).not.toContain('secret');
  });

  test('is refused once its chat is archived, and stays so', async () => {
    await send('PATCH', '/api/v1/chats/one', { archived: true }, asAdmin);
    expect((await send('GET', '/api/v1/chats/one')).statusCode).toBe(401);
    expect((await send('GET', `/api/v1/external-auth?match=${match}`)).statusCode).toBe(401);
  });

  test('is refused once its chat is deleted', async () => {
    await send('DELETE', '/api/v1/chats/one', undefined, asAdmin);
    expect((await send('GET', '/api/v1/chats/one')).statusCode).toBe(401);
  });
});
