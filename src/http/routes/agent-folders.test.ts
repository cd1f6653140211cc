import { expect, test } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import type { AgentFoldersPort } from '../deps.ts';

function arrange(isAvailable = true) {
  const calls: string[] = [];
  const watched = new Set<string>();
  const lastUsedAt = new Date('2026-01-01T00:00:00Z');
  const agentFolders: AgentFoldersPort = {
    listAgents: () => ['Codex'],
    async search() {
      calls.push('search');
      return [{ path: '/src/app', agents: ['Codex'], lastUsedAt }];
    },
    listWatched: () => [...watched],
    isWatched: (path) => watched.has(path),
    listFollowed: () => [...watched],
    watch(paths) {
      for (const path of paths) watched.add(path);
    },
    unwatch(paths) {
      for (const path of paths) watched.delete(path);
    },
  };
  const deps = { ...createWorld().deps, agentFolders: isAvailable ? agentFolders : undefined };
  const app = createTestApp(deps);
  const send = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const url = `/api/v1/agent-folders${path}`;
    const response = await app.inject({
      method,
      url,
      headers: asAdmin,
      ...(payload && { payload }),
    });
    return { status: response.statusCode, body: response.json() };
  };
  return { calls, watched, send };
}

test('no session is read until the user searches', async () => {
  const { calls, send } = arrange();
  const { body } = await send('GET', '');
  expect(body).toEqual({
    available: true,
    agents: ['Codex'],
    watched: [],
    followed: [],
    folders: [],
  });
  expect(calls).toEqual([]);
  const searched = await send('POST', '/search');
  expect(searched.body.folders).toMatchObject([{ path: '/src/app', watched: false }]);
});

test('only folders of the search can be watched', async () => {
  const { watched, send } = arrange();
  expect((await send('POST', '/watch', { paths: ['/src/app', '/etc'] })).status).toBe(400);
  expect(watched.size).toBe(0);
  const { body } = await send('POST', '/watch', { paths: ['/src/app'] });
  expect(body.folders).toMatchObject([{ path: '/src/app', watched: true }]);
  expect((await send('GET', '')).body.watched).toEqual(['/src/app']);
});

test('followed folders are listed and ended without reading a session', async () => {
  const { calls, watched, send } = arrange();
  watched.add('/src/app').add('/src/tool');
  expect((await send('GET', '')).body.followed).toEqual(['/src/app', '/src/tool']);
  const { body } = await send('POST', '/unwatch', { paths: ['/src/app', '/elsewhere'] });
  expect(body).toMatchObject({ followed: ['/src/tool'], folders: [] });
  expect(calls).toEqual([]);
});

test('a server that is not that of one person proposes nothing', async () => {
  const { send } = arrange(false);
  const none = { available: false, agents: [], watched: [], followed: [], folders: [] };
  expect((await send('GET', '')).body).toEqual(none);
  expect((await send('POST', '/search')).status).toBe(409);
  expect((await send('POST', '/watch', { paths: [] })).status).toBe(409);
  expect((await send('POST', '/unwatch', { paths: [] })).status).toBe(409);
});
