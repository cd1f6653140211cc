import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from '../../test/support/loopback-server.ts';
import { createHttpClient, type HttpLimits } from './http-client.ts';

let forge: LoopbackServer;
let storage: LoopbackServer;
const secret = 's3cret-token';

beforeEach(async () => {
  forge = await startLoopbackServer();
  storage = await startLoopbackServer((_, response) => void response.end('stored'));
});

afterEach(async () => {
  await forge[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();
});

async function download(limits: HttpLimits & { most?: number } = {}) {
  const { most = Number.POSITIVE_INFINITY, ...own } = limits;
  const received: Uint8Array[] = [];
  let size = 0;
  const result = await createHttpClient(own).download({
    url: `${forge.origin}/log`,
    headers: { authorization: `Bearer ${secret}`, 'x-own': 'of the forge', range: 'bytes=-9' },
    signal: new AbortController().signal,
    ...(own.bodyLimitBytes !== undefined && { bodyLimitBytes: own.bodyLimitBytes }),
    receive(piece) {
      received.push(piece);
      size += piece.byteLength;
      return size < most;
    },
  });
  return { result, text: Buffer.concat(received).toString(), size };
}

const redirect = () => {
  const location = `${storage.origin}/blob?sig=1`;
  forge.handle((_, response) => void response.writeHead(302, { location }).end());
};

describe('a download', () => {
  test('is passed on and not held', async () => {
    forge.handle((_, response) => void response.end('one\ntwo\n'));
    const { result, text } = await download();
    expect(text).toBe('one\ntwo\n');
    expect(result).toMatchObject({ kind: 'response', status: 200, fromStorage: false });
    expect(result.kind === 'response' && result.body.length).toBe(0);
  });

  test('keeps the message of a refusal', async () => {
    forge.handle((_, response) => void response.writeHead(403).end('{"message":"no"}'));
    const { result, text } = await download();
    expect(text).toBe('');
    expect(result.kind === 'response' && result.body.toString()).toBe('{"message":"no"}');
  });

  test('never takes a page for what was requested', async () => {
    forge.handle((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
    });
    const { result, text } = await download();
    expect(text).toBe('');
    expect(result.kind === 'response' && result.body.toString()).toBe('<html>');
  });

  test('that has brought enough is ended, and its connection closed', async () => {
    let isClosed = false;
    redirect();
    storage.handle((_, response) => {
      response.once('close', () => {
        isClosed = true;
      });
      const write = () => response.write(Buffer.alloc(64 * 1024, 'x'));
      response.on('drain', write);
      write();
    });
    const { size } = await download({ most: 300_000 });
    expect(size).toBeLessThan(2_000_000);
    await expect.poll(() => isClosed).toBe(true);
  });

  test('over its limit is too large', async () => {
    forge.handle((_, response) => void response.end('x'.repeat(100)));
    expect((await download({ bodyLimitBytes: 99 })).result).toMatchObject({ kind: 'too_large' });
  });
});

describe('a redirect to a storage host', () => {
  test('S10: is followed without the headers, except for the range', async () => {
    redirect();
    const { result, text } = await download();
    expect(text).toBe('stored');
    expect(result).toMatchObject({ kind: 'response', status: 200, fromStorage: true });
    const [received] = storage.requests;
    expect(received?.url).toBe('/blob?sig=1');
    expect(received?.headers.range).toBe('bytes=-9');
    expect(JSON.stringify(received?.headers)).not.toMatch(/s3cret|authorization|x-own/);
  });

  test('S10: back to the forge sends no token either', async () => {
    redirect();
    const location = `${forge.origin}/elsewhere`;
    storage.handle((_, response) => void response.writeHead(302, { location }).end());
    await download();
    const back = forge.requests.filter(({ url }) => url === '/elsewhere');
    expect(back).toHaveLength(1);
    expect(back[0]?.headers.authorization).toBeUndefined();
  });

  test('unpacks what is stored packed', async () => {
    redirect();
    storage.handle((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked'));
    });
    expect((await download()).text).toBe('unpacked');
  });

  test('that is cut is a failure, not a short log', async () => {
    redirect();
    storage.handle((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    expect((await download()).result.kind).toBe('unreachable');
  });

  test('S10: into a private network is refused when the forge is on the internet', async () => {
    redirect();
    let lookups = 0;
    const resolve = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? '140.82.112.5' : '127.0.0.1', family: 4 }];
    };
    const { result } = await download({ resolve });
    expect(result).toMatchObject({
      kind: 'refused_redirect',
      message: expect.stringContaining('private network'),
    });
    expect(storage.requests).toEqual([]);
  });

  test('S10: is connected to at the address that was checked', async () => {
    forge.handle((_, response) => {
      const location = `http://storage.invalid:${new URL(storage.origin).port}/blob`;
      response.writeHead(302, { location }).end();
    });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect((await download({ resolve })).text).toBe('stored');
  });

  test('by another protocol is refused', async () => {
    forge.handle((_, response) => {
      response.writeHead(302, { location: 'ftp://storage.test/blob' }).end();
    });
    expect((await download()).result.kind).toBe('refused_redirect');
  });
});
