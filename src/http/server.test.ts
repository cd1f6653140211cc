import { beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../../test/support/fake-clock.ts';
import { asAdmin, createWorld } from '../../test/support/http/test-world.ts';
import { createHttpServer, type HttpServer } from './server.ts';

let world: ReturnType<typeof createWorld>;
let server: HttpServer;

beforeEach(() => {
  world = createWorld();
  server = createHttpServer(world.deps);
});

const anyPort = { host: '127.0.0.1', port: 0 };

describe('the server', () => {
  test('returns the URL it listens on, and uses it in links', async () => {
    const url = await server.listen(anyPort);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const query = '?match=https://forge.test/acme/app';
    const response = await fetch(`${url}/api/v1/external-auth${query}`, { headers: asAdmin });
    expect(await response.json()).toEqual({ url: `${url}/forges/forge` });
    await server[Symbol.asyncDispose]();
  });

  test('returns a URL that a browser can open when it listens on all addresses', async () => {
    const url = await server.listen({ host: '0.0.0.0', port: 0 });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    await server[Symbol.asyncDispose]();
  });

  test('reports what to do when its port is in use', async () => {
    const port = Number(new URL(await server.listen(anyPort)).port);
    const second = createHttpServer(createWorld().deps);
    await expect(second.listen({ host: '127.0.0.1', port })).rejects.toThrow(
      /Port \d+ on 127\.0\.0\.1 is already in use.*AFTERPUSH_PORT/,
    );
    await second[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('responds to requests that wait for a forge when it stops, and to none after that', async () => {
    const url = await server.listen(anyPort);
    world.store.add({ id: 'one' });
    world.refreshDue = () => new Promise(() => undefined);
    const waiting = fetch(`${url}/api/v1/chats/one?wait=30000`, { headers: asAdmin });
    while (world.dueRefreshes.length === 0) await settle();
    await server[Symbol.asyncDispose]();
    expect((await waiting).status).toBe(200);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test('cuts connections that do not end', async () => {
    const url = await server.listen(anyPort);
    world.store.slowness = new Promise(() => undefined);
    const hanging = fetch(`${url}/api/v1/chats/one`, { headers: asAdmin });
    const cut = expect(hanging).rejects.toThrow();
    while (world.store.reads.length === 0) await settle();
    const stopped = server[Symbol.asyncDispose]();
    await world.clock.advance(2_000);
    await stopped;
    await cut;
  });

  test('stops when it never listened', async () => {
    await server[Symbol.asyncDispose]();
    expect(world.feed.subscriberCount).toBe(0);
  });
});
