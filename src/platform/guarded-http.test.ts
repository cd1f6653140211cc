import { expect, test } from 'vitest';
import { startLoopbackServer } from '../../test/support/loopback-server.ts';
import { createGuardedHttpClient } from './guarded-http.ts';

const loopback = async () => [{ address: '127.0.0.1', family: 4 }];
const admitting = createGuardedHttpClient({ resolve: loopback, findRefused: () => undefined });

const get = (url: string, change: object = {}, http = admitting) =>
  http.get({ url, headers: {}, signal: new AbortController().signal, ...change });

test('a response is read from the address that was checked, whatever the name is', async () => {
  await using server = await startLoopbackServer((_, response) => response.end('{"version":"1"}'));
  const result = await get(server.origin.replace('127.0.0.1', 'forge.invalid'));
  expect(result).toMatchObject({ kind: 'response', status: 200, redirected: false });
});

test('this machine is not connected to, by its address or by a name that leads to it', async () => {
  await using server = await startLoopbackServer();
  const named = createGuardedHttpClient({ resolve: loopback });
  const byName = server.origin.replace('127.0.0.1', 'rebound.example');
  for (const result of [
    await get(server.origin, {}, createGuardedHttpClient()),
    await get(byName, {}, named),
  ]) {
    expect(result).toEqual({ kind: 'unreachable', message: 'its address is not that of a forge' });
  }
  expect(server.requests).toEqual([]);
});

test('redirects are not followed', async () => {
  await using server = await startLoopbackServer((_, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await get(server.origin)).toMatchObject({ kind: 'response', status: 302 });
  expect(server.requests).toHaveLength(1);
});

test('an endless answer ends at the limit, and one that never comes at the time limit', async () => {
  await using endless = await startLoopbackServer((_, response) => {
    const piece = 'x'.repeat(64 * 1024);
    const write = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', write);
    write();
  });
  expect(await get(endless.origin)).toMatchObject({ kind: 'too_large' });
  await using silent = await startLoopbackServer(() => {});
  expect(await get(silent.origin, { timeoutMs: 50 })).toEqual({ kind: 'timed_out', timeoutMs: 50 });
});

test('a name that is never resolved ends at the time limit', async () => {
  const http = createGuardedHttpClient({ resolve: () => new Promise(() => {}) });
  const result = await get('https://forge.invalid', { timeoutMs: 20 }, http);
  expect(result).toEqual({ kind: 'timed_out', timeoutMs: 20 });
});
