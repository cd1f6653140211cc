import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const url = 'https://forge.test/acme/app/pull/1';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  const head_sha = 'a'.repeat(40);
  world.store.add({ id: 'one' }, { git_branch: 'work', url, head_sha, base_branch: 'main' });
  world.tokens.tokens.set('local forge', 'secret-of-ada');
  world.forge.file = { kind: 'binary', bytes: png };
});

const getImage = (query: Record<string, string>, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/chats/one/image', headers, query });

describe('an image of a diff', () => {
  test('is sent unchanged, with the type of its content and nothing that could run', async () => {
    const response = await getImage({ path: 'assets/logo.txt', side: 'after' });
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(png)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers['content-security-policy']).toContain('sandbox');
  });

  test('is sandboxed when it is SVG, which may contain scripts', async () => {
    world.forge.file = { kind: 'text', text: '<svg><script>alert(1)</script></svg>' };
    const response = await getImage({ path: 'logo.svg', side: 'after' });
    expect(response.headers['content-type']).toBe('image/svg+xml');
    const policy = String(response.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none';.*sandbox$/);
  });

  test.each<[Record<string, string>, string]>([
    [{ side: 'after' }, 'a'.repeat(40)],
    [{ side: 'before' }, 'main'],
    [{ side: 'before', from: '1'.repeat(40), to: '2'.repeat(40) }, '1'.repeat(40)],
    [{ side: 'after', from: '1'.repeat(40), to: '2'.repeat(40) }, '2'.repeat(40)],
  ])('of %s is read at %s', async (query, ref) => {
    await getImage({ path: 'logo.png', ...query });
    expect(world.forge.fileRequests[0]?.request).toMatchObject({ path: 'logo.png', ref });
  });

  test.each([
    [{ kind: 'text' as const, text: '<html></html>' }, 415],
    [{ kind: 'binary' as const, bytes: Buffer.from('%PDF\0') }, 415],
    [{ kind: 'too_large' as const }, 413],
    [{ kind: 'no_file' as const }, 404],
  ])('is refused when the forge has %s', async (file, status) => {
    world.forge.file = file;
    const response = await getImage({ path: 'logo.svg', side: 'after' });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  test('S10: never leads out of the repository', async () => {
    expect((await getImage({ path: '../../user', side: 'after' })).statusCode).toBe(404);
    expect(world.forge.fileRequests).toEqual([]);
  });

  test('S12: is only readable for the owner', async () => {
    world.tokens.tokens.set('grace forge', 'secret-of-grace');
    expect((await getImage({ path: 'logo.png', side: 'after' }, asGrace)).statusCode).toBe(404);
    expect(world.forge.fileRequests).toEqual([]);
  });
});
