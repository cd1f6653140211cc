import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { createTestApp, createWorld } from '../../test/support/http/test-world.ts';

test.each([
  ['headers', 'POST /webhooks/forge HTTP/1.1\r\nhost: localhost\r\n'],
  [
    'body',
    'POST /webhooks/forge HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
  ],
])('a request whose %s never arrive in full is cut at its time limit', async (_, start) => {
  const app = createTestApp(createWorld().deps, { requestTimeoutMs: 100 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let response = '';
  socket.on('data', (text) => {
    response += text;
  });
  socket.write(start);
  // Without regular checks the connection would stay open beyond the limit of this test.
  await once(socket, 'close');
  expect(response).toContain('408');
  await app.close();
});

test('a connection whose client never reads the refusal ends too', async () => {
  const app = createTestApp(createWorld().deps, { requestTimeoutMs: 100 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  socket.write('POST /webhooks/forge HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{');
  const countConnections = () =>
    new Promise<number>((resolve) => {
      app.server.getConnections((_error, count) => resolve(count));
    });
  await eventually('the connection', async () => (await countConnections()) === 1);
  await eventually('its end', async () => (await countConnections()) === 0);
  socket.destroy();
  await app.close();
});

test('the number of connections is limited', () => {
  const app = createTestApp(createWorld().deps);
  expect(app.server.maxConnections).toBeGreaterThan(100);
  expect(app.server.maxConnections).toBeLessThan(20_000);
});
