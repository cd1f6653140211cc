import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { toDiffOutcome } from '../../test/support/http/fake-forge.ts';
import { openStream } from '../../test/support/http/stream-reader.ts';
import { asAdmin, createTestApp, createWorld } from '../../test/support/http/test-world.ts';
import type { App } from './server/typed-app.ts';
import { createHttpServer } from './server.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.store.add({ id: 'one' }, {});
  world.tokens.tokens.set('local forge', 'secret');
});

const getDiff = (lines: number, accepted?: string) => {
  const diff = '+ a line that repeats itself\n'.repeat(lines);
  world.forge.answerDiff = async () => Object.assign(toDiffOutcome(), { diff });
  const headers = {
    ...asAdmin,
    ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
  };
  return app.inject({ method: 'GET', url: '/api/v1/chats/one/diff', headers });
};

describe('a response', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const)('is compressed for clients that accept %s', async (accepted, encoding, unpack) => {
    for (const lines of [100, 50_000]) {
      const response = await getDiff(lines, accepted);
      expect(response.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'content-encoding': encoding,
        'cache-control': 'no-store',
        vary: 'accept-encoding',
      });
      expect(response.rawPayload.length).toBeLessThan(lines * 5);
      const { diff } = JSON.parse(unpack(response.rawPayload).toString());
      expect(diff).toBe('+ a line that repeats itself\n'.repeat(lines));
    }
  });

  test.each([undefined, 'identity', 'zstd'])(
    'is given as it is where %s is accepted',
    async (accepted) => {
      const response = await getDiff(100, accepted);
      expect(response.headers['content-encoding']).toBeUndefined();
      expect(response.json().diff).toHaveLength(2_900);
    },
  );

  test('is not compressed when it is small', async () => {
    const response = await getDiff(1, 'br');
    expect(response.headers['content-encoding']).toBeUndefined();
  });
});

test('a compressed request body is not decompressed', async () => {
  const response = await app.inject({
    method: 'POST',
    url: '/api/v1/chats',
    headers: { ...asAdmin, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    payload: gzipSync('{}'),
  });
  expect(response.statusCode).toBe(400);
});

test('the event stream is never compressed', async () => {
  await using server = createHttpServer(world.deps);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  await using stream = await openStream(url, { ...asAdmin, 'accept-encoding': 'gzip, br' });
  world.feed.emit({ kind: 'chat_deleted', chatId: 'one', publicId: 'one', ownerId: 'local' });
  await stream.waitFor(1);
  expect(stream.headers.get('content-encoding')).toBeNull();
});
