import { expect, test } from 'vitest';
import { FakeDiscovery } from '../../../test/support/http/fake-discovery.ts';
import { asAdmin, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import { createForgeRegistry } from '../../forge/registry.ts';
import { createTestDeps } from '../../forge/testing/test-deps.ts';

function arrange() {
  const discovery = new FakeDiscovery();
  const settings = {
    id: 'forge',
    type: 'github',
    apiBaseUrl: 'https://forge.test/api/v3',
    webBaseUrl: 'https://forge.test',
  } as const;
  const forges = createForgeRegistry([settings], createTestDeps());
  const app = createTestApp({ ...createWorld().deps, discovery, forges });
  const send = async (method: 'GET' | 'PUT' | 'POST', path: string, payload?: object) => {
    const url = `/api/v1/discovery${path}`;
    const response = await app.inject({
      method,
      url,
      headers: asAdmin,
      ...(payload && { payload }),
    });
    return { status: response.statusCode, body: response.json() };
  };
  return { discovery, send };
}

test('own pull requests can be turned off, which removes their chats, and on again', async () => {
  const { discovery, send } = arrange();
  const { body } = await send('GET', '');
  expect(body).toEqual({ available: true, enabled: true, bot_authors: [], hidden: [] });
  expect((await send('PUT', '', { enabled: false })).body).toMatchObject({ enabled: false });
  expect(discovery).toMatchObject({ deleted: [null], wakes: 0 });
  expect((await send('PUT', '', { enabled: true })).body).toMatchObject({ enabled: true });
  expect(discovery.wakes).toBe(1);
});

test('bots are chosen in either spelling of their name', async () => {
  const { send } = arrange();
  const { body } = await send('PUT', '', { bot_authors: ['Copilot-SWE-Agent[bot]'] });
  expect(body).toMatchObject({ enabled: true, bot_authors: ['copilot-swe-agent'] });
});

test('a pull request or repository is hidden by any spelling of its URL, and shown again', async () => {
  const { discovery, send } = arrange();
  const page = 'https://forge.test/acme/app/pull/7';
  expect((await send('POST', '/hidden', { url: `${page}/files` })).body.hidden).toEqual([page]);
  await send('POST', '/hidden', { url: `${page}#top`, scope: 'repository' });
  expect(discovery.deleted).toEqual([page, 'https://forge.test/acme/app']);
  const shown = await send('POST', '/shown', { url: page });
  expect(shown.body.hidden).toEqual(['https://forge.test/acme/app']);
  expect((await send('POST', '/shown', { url: page })).status).toBe(404);
  expect((await send('POST', '/hidden', { url: 'https://elsewhere.test/x' })).status).toBe(400);
});
