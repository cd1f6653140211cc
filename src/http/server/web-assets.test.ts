import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import type { App } from './typed-app.ts';

let directory: string;
let app: App;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-web-'));
  const webDirectory = join(directory, 'web');
  mkdirSync(join(webDirectory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'secret.txt'), 'secret');
  writeFileSync(join(webDirectory, 'index.html'), '<title>The page</title>');
  writeFileSync(join(webDirectory, 'theme.js'), 'theme()');
  writeFileSync(join(webDirectory, 'assets/main-1a2b.js'), 'main()');
  writeFileSync(join(webDirectory, 'assets/main-1a2b.js.br'), brotliCompressSync('main()'));
  writeFileSync(join(webDirectory, 'assets/main-1a2b.js.gz'), gzipSync('main()'));
  writeFileSync(join(webDirectory, 'assets/small-3c4d.css'), 'a{}');
  app = createTestApp({ ...createWorld().deps, webDirectory });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const get = (url: string, headers: Record<string, string> = { accept: 'text/html,*/*' }) =>
  app.inject({ method: 'GET', url, headers });

describe('the page', () => {
  test.each(['/', '/chats/one', '/chats/a.b', '/forges/github', '/anything/else'])(
    'is served at %s without a token, to be revalidated each time',
    async (url) => {
      const response = await get(url);
      expect(response.statusCode).toBe(200);
      expect(response.body).toContain('The page');
      expect(response.headers['cache-control']).toBe('no-cache');
      expect(response.headers['content-security-policy']).toBe(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
          "img-src 'self' data: https://*.forge.test https://api.forge.test " +
          'https://avatars.githubusercontent.com https://forge.test; ' +
          "worker-src 'self' blob:; connect-src 'self'; " +
          "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
    },
  );

  test('has files that never change, and files that may', async () => {
    const asset = await get('/assets/main-1a2b.js');
    expect(asset.body).toBe('main()');
    expect(asset.headers['content-type']).toContain('javascript');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const theme = await get('/theme.js');
    expect(theme.body).toBe('theme()');
    expect(theme.headers['cache-control']).toBe('no-cache');
    const { etag } = theme.headers;
    expect((await get('/theme.js', { 'if-none-match': String(etag) })).statusCode).toBe(304);
  });

  test.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
  ] as const)(
    'serves the compressed file to clients that accept %s',
    async (accepted, encoding, unpack) => {
      const asset = await get('/assets/main-1a2b.js', { 'accept-encoding': accepted });
      expect(unpack(asset.rawPayload).toString()).toBe('main()');
      expect(asset.headers).toMatchObject({
        'content-type': 'application/javascript; charset=utf-8',
        'content-encoding': encoding,
        'content-length': String(asset.rawPayload.length),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      });
    },
  );

  test.each([
    ['/assets/main-1a2b.js', 'identity', 'main()'],
    ['/assets/main-1a2b.js', 'zstd', 'main()'],
    ['/assets/small-3c4d.css', 'gzip, br', 'a{}'],
    ['/theme.js', 'gzip, br', 'theme()'],
    ['/chats/one', 'gzip, br', '<title>The page</title>'],
  ])(
    'gives %s as it is where %s is accepted and that was not built',
    async (url, accepted, text) => {
      const headers = { accept: '*/*', 'accept-encoding': accepted };
      const response = await get(url, headers);
      expect(response.body).toBe(text);
      expect(response.headers['content-encoding']).toBeUndefined();
      expect(response.headers.vary).toBe('accept-encoding');
    },
  );

  test.each([
    '/assets/missing.js',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
  ])('does not serve %s', async (url) => {
    const response = await get(url, { accept: 'application/json' });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.body).not.toMatch(/^secret/);
  });

  test('is not served for API paths', async () => {
    for (const url of ['/api/v1/unknown', '/api/x', '/webhooks/github']) {
      const response = await get(url, { ...asAdmin, accept: 'text/html' });
      expect(response.statusCode).toBe(404);
      expect(response.headers['content-type']).toContain('application/problem+json');
    }
  });

  test('is not served to clients that do not accept HTML', async () => {
    expect((await get('/chats/one', { accept: 'application/json' })).statusCode).toBe(404);
  });

  test('explains how to build it when it is missing', async () => {
    const unbuilt = createTestApp(createWorld().deps);
    const response = await unbuilt.inject({ method: 'GET', url: '/' });
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('<code>npm run build</code>');
  });
});
