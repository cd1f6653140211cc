import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GitHubServer, startGitHubServer } from '../github/testing/server.ts';
import { parseList } from '../parsing/json-fields.ts';
import { createTestDeps, toAccess } from '../testing/test-deps.ts';
import type { Reading } from './conditional-client.ts';
import { createForgeApi, type ForgeApi } from './forge-api.ts';
import { listAll } from './list-all.ts';

let server: GitHubServer;
let deps: ReturnType<typeof createTestDeps>;
let api: ForgeApi;

beforeEach(async () => {
  server = await startGitHubServer();
  deps = createTestDeps();
  const forge = { id: 'forge', apiBaseUrl: server.apiBaseUrl };
  const toHeaders = (token: string) => ({ authorization: `Bearer ${token}` });
  api = createForgeApi({ ...deps, forge, toHeaders });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const reading: Reading<number[]> = {
  shape: 'numbers/1',
  parse: (body) => parseList(body, (item) => (typeof item === 'number' ? item : undefined)),
};

const list = (mostPages = 5) =>
  listAll(
    api,
    { url: `${server.apiBaseUrl}/list`, subject: 'the numbers', reading },
    mostPages,
    toAccess('token'),
  );

const linkTo = (path: string) => ({
  link: `<${server.apiBaseUrl}/${path}>; rel="next"`,
});

test('a list of several pages is cached when all of them were read', async () => {
  server.put('/list', { body: [1, 2], headers: linkTo('list/2') });
  server.put('/list/2', { body: [3] });
  expect(await list()).toEqual({ kind: 'read', value: [1, 2, 3] });
  expect(await list()).toEqual({ kind: 'read', value: [1, 2, 3] });
  expect(server.takeCalls()).toEqual(['/list', '/list/2', '304 /list', '304 /list/2']);
});

test.each([
  ['leads to another host', { body: [2], headers: { link: '<https://evil.test/>; rel="next"' } }],
  ['is malformed', { body: ['text'] }],
  ['fails', { status: 502 }],
])('nothing of a list is cached when a later page %s', async (_, second) => {
  server.put('/list', { body: [1], headers: linkTo('list/2') });
  server.put('/list/2', second);
  expect(await list()).toMatchObject({ kind: 'unread' });
  expect(deps.validators.saved.size).toBe(0);
});

test('nothing of a list is cached when it has too many pages', async () => {
  server.put('/list', { body: [1], headers: linkTo('list/2') });
  server.put('/list/2', { body: [2], headers: linkTo('list/3') });
  expect(await list(2)).toMatchObject({ kind: 'unread' });
  expect(deps.validators.saved.size).toBe(0);
});

test('a page of 300,000 items is refused, not a crash', async () => {
  server.put('/list', { body: Array.from({ length: 300_000 }, () => 1) });
  expect(await list()).toMatchObject({
    kind: 'unread',
    outcome: { failure: { kind: 'malformed', message: expect.stringContaining('more values') } },
  });
});
