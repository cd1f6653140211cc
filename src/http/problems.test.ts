import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../test/support/http/test-world.ts';
import { DatabaseUnavailable, DiskFull } from '../store/database.ts';
import type { App } from './server/typed-app.ts';
import { createHttpServer } from './server.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const send = (method: Method, url: string, payload?: string | object, type = 'application/json') =>
  app.inject({
    method,
    url,
    headers: { ...asAdmin, ...(payload === undefined ? {} : { 'content-type': type }) },
    ...(payload === undefined ? {} : { payload }),
  });

function toManyFields(count: number): string {
  return JSON.stringify(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 1])),
  );
}

describe('every error is a problem', () => {
  test.each([
    ['GET', '/api/v1/unknown', undefined, 404, '/openapi.json'],
    ['PUT', '/api/v1/chats', '{}', 404, '/openapi.json'],
    ['GET', '/api/v1/chats/%ZZ', undefined, 400, 'percent'],
    ['GET', '/api/v1/chats/%00', undefined, 400, 'chat must not contain a NUL'],
    ['GET', '/api/v1/chats?q=%00', undefined, 400, 'q must not contain a NUL'],
    ['GET', '/api/v1/chats?colour=red', undefined, 400, 'colour is not known'],
    ['GET', '/api/v1/forges?colour=red', undefined, 400, 'colour is not known'],
    ['GET', '/api/v1/chats?limit=0', undefined, 400, 'limit must be >= 1'],
    ['GET', '/api/v1/chats?limit=ten', undefined, 400, 'limit must be integer'],
    ['GET', '/api/v1/chats?limit=1&limit=2', undefined, 400, 'limit must be integer'],
    ['GET', '/api/v1/chats?archived=maybe', undefined, 400, 'one of true, false, all'],
    ['GET', '/api/v1/chats?pr_status=open,odd', undefined, 400, 'pr_status must match'],
    ['POST', '/api/v1/chats', '{"colour":"red"}', 400, 'colour is not known'],
    ['POST', '/api/v1/chats', '{"__proto__":{}}', 400, 'not valid JSON'],
    ['POST', '/api/v1/chats', '{"title":5}', 400, 'title must be string'],
    ['POST', '/api/v1/chats', '{"title":"\\u0000"}', 400, 'title must not contain a NUL'],
    ['POST', '/api/v1/chats', '{"id":"no spaces"}', 400, 'id must match'],
    ['POST', '/api/v1/chats', '{"title":"\\ud83d"}', 400, 'half of a surrogate pair'],
    ['POST', '/api/v1/chats', '['.repeat(1_000_000), 400, 'nested too deeply'],
    ['POST', '/api/v1/chats', '{"a":'.repeat(150_000), 400, 'nested too deeply'],
    ['POST', '/api/v1/chats', toManyFields(60_000), 400, 'too many fields'],
    ['POST', '/api/v1/chats', toManyFields(900), 400, 'field0 is not known here'],
    [
      'POST',
      '/api/v1/chats',
      `{"title":"a${'\u0301'.repeat(400_000)}"}`,
      400,
      'title must not have more than 500 characters',
    ],
    ['POST', '/api/v1/chats', '[]', 400, 'The body must be object'],
    ['POST', '/api/v1/chats', '{', 400, 'not valid JSON'],
    ['PUT', '/api/v1/forges/forge/token', '', 400, 'token is required'],
  ] as const)('%s %s %.40s', async (method, url, payload, status, detail) => {
    const response = await send(method, url, payload);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ type: 'about:blank', status });
    expect(response.json().detail).toContain(detail);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-security-policy']).toContain("default-src 'self'");
  });

  test('refuses a body that is not JSON as unsupported', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await send('POST', '/api/v1/chats', '{}', type);
      expect(response.statusCode).toBe(415);
      expect(response.json().detail).toContain('application/json');
    }
  });

  test('refuses a body over 1 MiB', async () => {
    const response = await send('POST', '/api/v1/chats', { title: 'x'.repeat(1024 * 1024) });
    expect(response.statusCode).toBe(413);
    expect(response.json().detail).toContain('1 MiB');
  });

  test('sends retry-after while the database is unavailable', async () => {
    world.store.outage = new DatabaseUnavailable('connect ECONNREFUSED 10.0.0.5');
    const response = await send('GET', '/api/v1/chats');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body).not.toContain('10.0.0.5');
  });

  test('says what to do when the disk of the database is full', async () => {
    world.store.outage = new DiskFull();
    const response = await send('GET', '/api/v1/chats');
    expect(response.statusCode).toBe(503);
    expect(response.json().detail).toContain('free up some space');
    expect(response.headers['retry-after']).toBe('60');
  });

  test('logs an unexpected failure and reveals no internals', async () => {
    world.store.outage = new Error('relation "secret_table" does not exist');
    const response = await send('GET', '/api/v1/chats');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret_table');
    expect(world.logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ error: world.store.outage, route: '/api/v1/chats' }),
      }),
    );
  });

  test('responds to bytes that are not HTTP', async () => {
    const server = createHttpServer(world.deps);
    const { hostname, port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.write('NONSENSE\r\n\r\n');
    await once(socket, 'close');
    await server[Symbol.asyncDispose]();
    expect(text).toMatch(
      /^HTTP\/1.1 400 Bad Request\r\n[^]*application\/problem\+json[^]*"status":400/,
    );
  });
});
