import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from '../../test/support/loopback-server.ts';
import { createHttpClient, type HttpLimits } from './http-client.ts';

let server: LoopbackServer;
const secret = 's3cret-token';

beforeEach(async () => {
  server = await startLoopbackServer();
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

function get(path: string, limits: HttpLimits = {}, signal = new AbortController().signal) {
  const headers = { authorization: `Bearer ${secret}` };
  return createHttpClient(limits).get({ url: `${server.origin}${path}`, headers, signal });
}

/** A connection becomes reusable one event loop turn after its last response ended. */
const connectionIsIdle = () => new Promise((resolve) => setImmediate(resolve));

describe('a response', () => {
  test('has status, headers and body for any status', async () => {
    server.handle((_, response) => {
      response.writeHead(418, { 'x-kind': 'tea' }).end('härd');
    });
    const result = await get('/pot');
    expect(result).toMatchObject({ kind: 'response', status: 418, redirected: false });
    if (result.kind !== 'response') return;
    expect(result.headers.get('x-kind')).toBe('tea');
    expect(result.body.toString()).toBe('härd');
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${secret}`);
  });

  test('of a later request uses the same connection', async () => {
    const ports = new Set<number | undefined>();
    server.handle((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    for (let count = 0; count < 5; count += 1) {
      await get('/');
      await connectionIsIdle();
    }
    expect(ports.size).toBe(1);
  });
});

describe('the limit on the body size', () => {
  const limits = { bodyLimitBytes: 1000 };

  test.each([
    [999, 'response'],
    [1000, 'response'],
    [1001, 'too_large'],
  ])('%i bytes with a limit of 1000: %s', async (size, kind) => {
    server.handle((_, response) => void response.end(Buffer.alloc(size)));
    expect((await get('/', limits)).kind).toBe(kind);
  });

  test('counts decompressed bytes', async () => {
    const packed = gzipSync(Buffer.alloc(50_000));
    server.handle((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    expect(packed.length).toBeLessThan(1000);
    expect(await get('/', limits)).toEqual({ kind: 'too_large', limitBytes: 1000 });
  });

  test.each([1, 7, 70_000])('keeps a body that arrives in chunks of %i bytes', async (size) => {
    const body = Buffer.from(Array.from({ length: 150_000 }, (_, index) => index % 251));
    server.handle((_, response) => {
      const parts = size === 1 ? body.subarray(0, 20_000) : body;
      for (let at = 0; at < parts.length; at += size) response.write(parts.subarray(at, at + size));
      response.end();
    });
    const result = await get('/');
    const expected = size === 1 ? body.subarray(0, 20_000) : body;
    expect(result.kind === 'response' && result.body.equals(expected)).toBe(true);
  });

  test('stops an endless body', async () => {
    server.handle((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(500)));
      };
      response.on('drain', write);
      write();
    });
    expect((await get('/', limits)).kind).toBe('too_large');
  });
});

describe('the timeout', () => {
  const limits = { timeoutMs: 30 };

  test('covers a server that never responds', async () => {
    server.handle(() => {});
    expect(await get('/', limits)).toEqual({ kind: 'timed_out', timeoutMs: 30 });
  });

  test('covers a body that never ends', async () => {
    server.handle((_, response) => void response.write('{"half":'));
    expect(await get('/', limits)).toEqual({ kind: 'timed_out', timeoutMs: 30 });
  });
});

describe('a server that cannot be reached', () => {
  test('is reported by error code, without the request (S10)', async () => {
    await server[Symbol.asyncDispose]();
    const result = await get('/private?key=value');
    const message = 'the connection was refused (ECONNREFUSED)';
    expect(result).toEqual({ kind: 'unreachable', message });
    server = await startLoopbackServer();
  });

  test('may close the connection before or during its response', async () => {
    server.handle((request) => void request.socket.destroy());
    expect(await get('/')).toMatchObject({ kind: 'unreachable' });
    server.handle((request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"ha', () => request.socket.destroy());
    });
    expect(await get('/')).toMatchObject({ kind: 'unreachable' });
    expect(server.requests).toHaveLength(2);
  });

  test('gets a second request after it closed a kept-alive connection', async () => {
    const served = new WeakSet<object>();
    server.handle((request, response) => {
      if (served.has(request.socket)) request.socket.destroy();
      else response.end('{}');
      served.add(request.socket);
    });
    expect((await get('/')).kind).toBe('response');
    await connectionIsIdle();
    expect((await get('/')).kind).toBe('response');
    expect(server.requests).toHaveLength(3);
  });

  test('gets no second request that may be sent only once', async () => {
    const served = new WeakSet<object>();
    server.handle((request, response) => {
      if (served.has(request.socket)) request.socket.destroy();
      else response.end('{}');
      served.add(request.socket);
    });
    await get('/');
    await connectionIsIdle();
    const { signal } = new AbortController();
    const message = { method: 'POST', body: '{}', once: true, headers: {}, signal } as const;
    const result = await createHttpClient().send({ ...message, url: `${server.origin}/` });
    expect(result).toMatchObject({ kind: 'unreachable' });
    expect(server.requests).toHaveLength(2);
  });
});

function redirect(location: string, status = 301) {
  server.handle((request, response) => {
    if (request.url === '/there') response.end('here');
    else response.writeHead(status, { location }).end('moved');
  });
}

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('%i is followed within the origin', async (status) => {
    redirect('/there', status);
    expect(await get('/old')).toMatchObject({ kind: 'response', status: 200, redirected: true });
    expect(server.requests[1]?.headers.authorization).toBe(`Bearer ${secret}`);
  });

  test('to another origin is refused without a request to it (S10)', async () => {
    await using other = await startLoopbackServer();
    redirect(`${other.origin}/there?key=value`);
    const message = `redirects to another address (${other.origin})`;
    expect(await get('/old')).toEqual({ kind: 'refused_redirect', message });
    expect(other.requests).toEqual([]);
  });

  test.each(['http://', 'file:///etc/passwd', '//evil.test/x'])(
    'to %s is refused',
    async (location) => {
      redirect(location);
      expect((await get('/old')).kind).toBe('refused_redirect');
    },
  );

  test('is followed three times and no more', async () => {
    redirect('/again');
    const message = 'redirects more than 3 times';
    expect(await get('/old')).toEqual({ kind: 'refused_redirect', message });
    expect(server.requests).toHaveLength(4);
  });

  test('without a target is returned as a response', async () => {
    server.handle((_, response) => void response.writeHead(304).end());
    expect(await get('/')).toMatchObject({ kind: 'response', status: 304 });
    server.handle((_, response) => void response.writeHead(302).end());
    expect(await get('/')).toMatchObject({ kind: 'response', status: 302 });
  });
});

describe('the signal of the caller', () => {
  test('makes a pending request throw its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    server.handle(() => controller.abort(reason));
    await expect(get('/', {}, controller.signal)).rejects.toBe(reason);
  });

  test('stops reading a body', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    server.handle((_, response) => {
      response.write('half', () => setImmediate(() => controller.abort(reason)));
    });
    await expect(get('/', {}, controller.signal)).rejects.toBe(reason);
  });

  test('prevents a request when already aborted', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(get('/', {}, signal)).rejects.toThrow('stopped');
    expect(server.requests).toEqual([]);
  });
});

test('rejects an invalid header without quoting it (S10)', async () => {
  const headers = { authorization: `Bearer ${secret}\nx` };
  const { signal } = new AbortController();
  const request = createHttpClient().get({ url: server.origin, headers, signal });
  await expect(request).rejects.toThrow('characters that cannot be sent');
  await expect(request).rejects.not.toThrow(secret);
});
