import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import { DatabaseUnavailable } from '../../store/database.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const json = { 'content-type': 'application/json' };
const signed = { ...json, 'x-secret': 'hook-secret-of-forge' };

const deliver = (
  headers: Record<string, string> = signed,
  payload: string | Buffer = '{ "a": 1 }\n',
  url = '/webhooks/forge',
  on = app,
) => on.inject({ method: 'POST', url, headers, payload });
const readMetrics = async () =>
  (await app.inject({ method: 'GET', url: '/metrics', headers: asAdmin })).body;

describe('a delivery', () => {
  test('is stored byte by byte and acknowledged at once', async () => {
    const response = await deliver({ ...signed, 'x-delivery': '17' });

    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({});
    expect(world.store.deliveries).toMatchObject([
      { forgeId: 'forge', deliveryId: '17', body: Buffer.from('{ "a": 1 }\n') },
    ]);
  });

  test('is stored although it is not JSON: it is parsed later', async () => {
    const form = { ...signed, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    expect((await deliver(form, 'payload=%7B%7D')).statusCode).toBe(202);
    expect((await deliver(signed, '{"half": ')).statusCode).toBe(202);
    expect((await deliver(signed, '\0')).statusCode).toBe(202);
    expect(world.store.deliveries).toHaveLength(3);
  });

  test('is identified by its content when the forge sends no id', async () => {
    await deliver();
    const hash = createHash('sha256').update('{ "a": 1 }\n').digest('hex');
    await deliver({ ...signed, 'x-delivery': 'x'.repeat(201) });
    expect(world.store.deliveries.map(({ deliveryId }) => deliveryId)).toEqual([hash, hash]);
    expect(world.store.deliveries.map(({ isIdSent }) => isIdSent)).toEqual([false, false]);
  });

  test('is accepted and not stored again when it was processed already', async () => {
    world.store.processedDeliveryIds.add('17');
    expect((await deliver({ ...signed, 'x-delivery': '17' })).statusCode).toBe(202);
    expect(world.store.deliveries).toEqual([]);
    expect(await readMetrics()).toContain(
      'afterpush_webhook_deliveries_total{forge="forge",result="duplicate"} 1',
    );
  });

  test.each([{}, { 'x-secret': 'wrong' }, { 'x-secret': 'hook-secret-of-other' }])(
    'with the proof %o is refused and not kept',
    async (proof) => {
      const response = await deliver({ ...json, ...(proof as Record<string, string>) });
      expect(response.statusCode).toBe(401);
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.body).not.toContain('hook-secret-of-forge');
      expect(world.store.deliveries).toEqual([]);
      expect(await readMetrics()).toContain(
        'afterpush_webhook_deliveries_total{forge="forge",result="refused"} 1',
      );
    },
  );

  test.each([json, signed, { 'content-type': 'text/plain' }, {}])(
    'with %o gets the same response for an unknown forge as for a known one',
    async (headers) => {
      const wrong = { ...headers, 'x-secret': 'wrong' };
      const known = await deliver(wrong);
      const unknown = await deliver(wrong, '{}', '/webhooks/other');
      expect(unknown.statusCode).toBe(known.statusCode);
      expect(unknown.body).toBe(known.body);
      expect(Object.keys(unknown.headers)).toEqual(Object.keys(known.headers));
      expect(await readMetrics()).not.toContain('"other"');
    },
  );

  test.each(['text/plain', 'multipart/form-data', 'application/json5'])(
    'of the type %s is refused',
    async (type) => {
      expect((await deliver({ ...signed, 'content-type': type })).statusCode).toBe(415);
      expect(world.store.deliveries).toEqual([]);
    },
  );

  test('is refused without a content type', async () => {
    expect((await deliver({ 'x-secret': 'hook-secret-of-forge' })).statusCode).toBe(415);
  });

  test('S10: is stored without the headers that authenticate its sender', async () => {
    await deliver({
      ...signed,
      'x-github-event': 'push',
      'x-github-delivery': '1',
      'x-hub-signature-256': 'sha256=abc',
      'x-gitea-signature': 'abc',
      'x-gitlab-token': 'secret',
      'x-gitlab-event': 'Push Hook',
      'x-event-key': 'repo:push',
      'x-request-uuid': '2',
      'x-hook-uuid': '3',
      authorization: 'Basic abc',
      cookie: 'a=b',
      'user-agent': 'forge',
    });
    expect(world.store.deliveries[0]?.headers).toEqual({
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': '1',
      'x-gitlab-event': 'Push Hook',
      'x-event-key': 'repo:push',
      'x-request-uuid': '2',
      'x-hook-uuid': '3',
    });
  });

  test('is a 503 while the database is unavailable', async () => {
    world.store.outage = new DatabaseUnavailable('connection refused');
    expect((await deliver()).statusCode).toBe(503);
  });

  test('is accepted at the public URL and on this machine, and at no other name', async () => {
    const publicUrl = 'https://afterpush.example.com';
    const reached = createTestApp({ ...world.deps, publicUrl });
    const at = async (host: string) =>
      (await deliver({ ...signed, host }, '{}', '/webhooks/forge', reached)).statusCode;
    expect(await at('afterpush.example.com')).toBe(202);
    expect(await at('127.0.0.1:4700')).toBe(202);
    expect(await at('evil.example')).toBe(421);
  });
});

describe('a large delivery', () => {
  const mebibyte = 1024 * 1024;

  test('is stored up to 2 MiB', async () => {
    const body = Buffer.alloc(2 * mebibyte, 'x');
    expect((await deliver(signed, body)).statusCode).toBe(202);
    expect(world.store.deliveries[0]?.body.length).toBe(2 * mebibyte);
  });

  test('is refused above 2 MiB', async () => {
    const response = await deliver(signed, Buffer.alloc(2 * mebibyte + 1, 'x'));
    expect(response.statusCode).toBe(413);
    expect(response.json().detail).toContain('2 MiB');
  });

  test.each([
    ['announced', { 'content-length': String(10 * mebibyte) }],
    ['not announced', { 'transfer-encoding': 'chunked' }],
  ])('is not read in full when its length is %s', async (_name, length) => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as { port: number };
    const path = '/webhooks/forge';
    const headers = { ...signed, ...length };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
    const status = new Promise((resolve, reject) => {
      sent.on('response', (response) => resolve(response.statusCode)).on('error', reject);
    });

    // Of ten only a little more than two are ever sent.
    sent.write(Buffer.alloc(2 * mebibyte + 1));

    expect(await status).toBe(413);
    sent.destroy();
    await app.close();
    expect(world.store.deliveries).toEqual([]);
  });
});
