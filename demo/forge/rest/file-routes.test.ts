import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

const accept = 'application/vnd.github.raw+json';
const picture = Buffer.from('89504e470d0a1a0a00', 'hex');
const long = 'a line of text\n'.repeat(80_000);

let small: SmallForge;

beforeAll(async () => {
  small = await startSmallForge();
  const files = { 'docs/ü 1%.md': 'ü\n', 'logo.png': picture, 'long.txt': long };
  await small.demo.commit('ada/app', [{ branch: 'feat/#1', from: 'main', files }]);
});

afterAll(async () => {
  await small[Symbol.asyncDispose]();
});

const contents = (path: string, ref = 'feat%2F%231', headers: Record<string, string> = {}) =>
  small.fetch(`/repos/ada/app/contents/${path}?ref=${ref}`, headers);

test('returns the raw content of a file at a branch and at a commit', async () => {
  const sha = small.demo.findBranch('ada/app', 'feat/#1') ?? '';
  for (const ref of ['feat%2F%231', sha]) {
    const raw = await contents('docs/%C3%BC%201%25.md', ref, { accept });
    expect(raw.headers.get('content-type')).toContain(accept);
    expect(await raw.text()).toBe('ü\n');
  }
  const raw = await contents('logo.png', sha, { accept });
  expect(Buffer.from(await raw.arrayBuffer())).toEqual(picture);
});

test('includes the content of small files in JSON', async () => {
  expect(await (await contents('logo.png')).json()).toMatchObject({
    type: 'file',
    name: 'logo.png',
    size: picture.length,
    encoding: 'base64',
    content: picture.toString('base64'),
  });
  expect(await (await contents('long.txt')).json()).toMatchObject({
    size: long.length,
    encoding: 'none',
    content: '',
  });
});

test('lists a directory', async () => {
  expect(await (await contents('')).json()).toMatchObject([
    { name: 'a.txt', type: 'file' },
    { name: 'docs', type: 'dir' },
    { name: 'logo.png' },
    { name: 'long.txt' },
  ]);
  const below = (await (await contents('docs')).json()) as { path: string }[];
  expect(below.map(({ path }) => path)).toEqual(['docs/ü 1%.md']);
});

test('returns 404 for a missing path or revision', async () => {
  expect((await contents('missing.txt')).status).toBe(404);
  const missing = await contents('a.txt', 'missing');
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ message: 'No commit found for the ref missing' });
});

test('leaves out oversized patches but keeps their counts', async () => {
  const head = { repository: 'ada/app', author: 'grace', head: 'feat/#1' };
  const { number } = await small.demo.openPullRequest(head);
  const listed = await small.fetch(`/repos/ada/app/pulls/${number}/files`);
  const files = (await listed.json()) as { filename: string; patch?: string; additions: number }[];
  const byName = Object.fromEntries(files.map((file) => [file.filename, file]));
  expect(byName['docs/ü 1%.md']?.patch).toBe('@@ -0,0 +1 @@\n+ü');
  expect(byName['logo.png']).not.toHaveProperty('patch');
  expect(byName['long.txt']).not.toHaveProperty('patch');
  expect(byName['long.txt']?.additions).toBe(80_000);
});
