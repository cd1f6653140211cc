import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type FaultProxy, type ProxyFault, startFaultProxy } from './fault-proxy.ts';

const body = JSON.stringify({ title: 'Add retry to importer' });
const target = createServer((request, response) => {
  if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
  response.writeHead(200, { 'content-type': 'application/json', etag: '"1"' }).end(body);
});
let proxy: FaultProxy;

beforeAll(async () => {
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  proxy = await startFaultProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  target.close();
});

afterEach(() => {
  proxy.pickFault = () => ({ kind: 'none' });
});

function fetchWith(fault: ProxyFault, headers: Record<string, string> = {}): Promise<Response> {
  proxy.pickFault = () => fault;
  return fetch(`${proxy.url}/api/v3/repos`, { headers, redirect: 'manual' });
}

describe('the fault proxy', () => {
  test('forwards requests and records who sends which token', async () => {
    const response = await fetchWith({ kind: 'none' }, { authorization: 'Bearer token-of-ada' });
    expect(await response.text()).toBe(body);
    expect(response.headers.get('etag')).toBe('"1"');
    expect([...proxy.authorizations]).toEqual(['Bearer token-of-ada']);
  });

  test('forwards a 304', async () => {
    const response = await fetchWith({ kind: 'none' }, { 'if-none-match': '"1"' });
    expect(response.status).toBe(304);
  });

  test.each<ProxyFault>([
    { kind: 'delay', ms: 1 },
    { kind: 'slow', bytesPerSecond: 1_000 },
    { kind: 'unrequested_304' },
  ])('sends the whole response in the end: $kind', async (fault) => {
    const response = await fetchWith(fault, { 'if-none-match': '"0"' });
    expect(await response.text()).toBe(body);
  });

  test('sends a 304 to a request without a validator', async () => {
    expect((await fetchWith({ kind: 'unrequested_304' })).status).toBe(304);
  });

  test('replaces and removes the validator', async () => {
    const replaced = await fetchWith({ kind: 'wrong_etag', etag: '"x"' });
    expect(replaced.headers.get('etag')).toBe('"x"');
    const removed = await fetchWith({ kind: 'wrong_etag', etag: undefined });
    expect(removed.headers.get('etag')).toBeNull();
    expect(await removed.text()).toBe(body);
  });

  test('halves a response that is complete for HTTP', async () => {
    const text = await (await fetchWith({ kind: 'truncated' })).text();
    expect(text).toBe(body.slice(0, Math.floor(body.length / 2)));
  });

  test('ends a response in its middle', async () => {
    const response = await fetchWith({ kind: 'cut' });
    await expect(response.text()).rejects.toThrow();
  });

  test('resets a connection', async () => {
    await expect(fetchWith({ kind: 'reset' })).rejects.toThrow();
  });

  test('holds a request until it is released', async () => {
    const pending = fetchWith({ kind: 'black_hole' });
    pending.catch(() => undefined);
    await eventually('its arrival', () => proxy.counts.has('black_hole'));
    proxy.release();
    await expect(pending).rejects.toThrow();
  });

  test('answers for the forge: a status, a redirect, and what is no JSON', async () => {
    const headers = { 'retry-after': '1' };
    const limited = await fetchWith({ kind: 'status', status: 429, headers });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    const redirected = await fetchWith({ kind: 'redirect', location: 'http://localhost:1/' });
    expect([redirected.status, redirected.headers.get('location')]).toEqual([
      302,
      'http://localhost:1/',
    ]);
    expect(await (await fetchWith({ kind: 'garbage' })).text()).toContain('<html>');
  });
});
