import { beforeEach, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../test/support/http/test-world.ts';
import type { App } from './server/typed-app.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const line = { path: 'a.ts', old_line: null, new_line: 1, head_sha: 'a'.repeat(40) };
/** What the requests that need a body send. */
const bodies: Readonly<Record<string, object>> = {
  'PATCH /api/v1/chats/{chat}': { title: 'Mine' },
  'POST /api/v1/chats/{chat}/comments': { ...line, body: 'Why?', target: 'agent' },
};

let app: App;
let world: ReturnType<typeof createWorld>;

beforeEach(async () => {
  world = createWorld();
  app = createTestApp(world.deps);
  const payload = { id: 'theirs', title: 'Theirs' };
  await app.inject({ method: 'POST', url: '/api/v1/chats', headers: asAdmin, payload });
});

async function listOperations(): Promise<[Method, string][]> {
  const { paths } = (await app.inject({ method: 'GET', url: '/openapi.json' })).json<{
    paths: Record<string, Record<string, object>>;
  }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [Method, string] => [method.toUpperCase() as Method, path]),
  );
}

async function send(method: Method, path: string, chatId: string) {
  const url = path.replace('{chat}', chatId).replace(/\{\w+\}/g, 'some-id');
  const payload = bodies[`${method} ${path}`];
  const response = await app.inject({
    method,
    url,
    headers: asGrace,
    ...(payload && { payload }),
  });
  return { status: response.statusCode, body: response.body.replaceAll(chatId, 'ID') };
}

// S12
test('every route answers for a chat of another owner as it does for an unknown chat', async () => {
  const ofChat = (await listOperations()).filter(([, path]) => path.includes('{chat}'));
  expect(ofChat.length).toBeGreaterThan(10);
  for (const [method, path] of ofChat) {
    const foreign = await send(method, path, 'theirs');
    expect(foreign, `${method} ${path}`).toEqual(await send(method, path, 'unknown'));
    expect([400, 404], `${method} ${path}`).toContain(foreign.status);
  }
  expect(world.store.chats.get('theirs')).toMatchObject({ title: 'Theirs', archived: false });
});
