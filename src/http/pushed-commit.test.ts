import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settle } from '../../test/support/fake-clock.ts';
import { adminToken, asAdmin, createWorld } from '../../test/support/http/test-world.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const sha = 'a'.repeat(40);
const push = { origin: 'https://forge.test/acme/app.git', branch: 'agent/work', chat_id: 'one' };
const query = new URLSearchParams({ match: 'https://forge.test', ...push, head_sha: sha });

let world: ReturnType<typeof createWorld>;
let server: HttpServer;
let url: string;

beforeEach(async () => {
  world = createWorld();
  world.store.add({ id: 'one' });
  server = createHttpServer(world.deps);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => server[Symbol.asyncDispose]());

const body = JSON.stringify({ ...push, head_sha: sha });
const routes = [
  ['POST', '/api/v1/push-signals', body],
  ['GET', `/api/v1/external-auth?${query.toString()}`, undefined],
] as const;

test.each(routes)('S13: %s %s stores the commit of a push', async (method, path, content) => {
  const headers = { ...asAdmin, ...(content && { 'content-type': 'application/json' }) };
  await fetch(`${url}${path}`, { method, headers, ...(content && { body: content }) });
  expect(world.signals).toMatchObject([{ branch: 'agent/work', headSha: sha }]);
});

test.each(routes)(
  'S13: %s %s stores a push without its commit when the client left before',
  async (method, path, content = '') => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const head = [
      `${method} ${path} HTTP/1.1`,
      `host: ${new URL(url).host}`,
      `authorization: Bearer ${adminToken}`,
      ...(content ? ['content-type: application/json', `content-length: ${content.length}`] : []),
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${content}`);
    while (world.signals.length === 0) await settle();
    expect(world.signals).toMatchObject([{ branch: 'agent/work' }]);
    expect(world.signals[0]?.headSha).toBeUndefined();
  },
);
