import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;

beforeAll(async () => {
  small = await startSmallForge();
  const check = { name: 'test <all>', status: 'completed', conclusion: 'failure' } as const;
  small.demo.setPullRequestChecks(small.pull, [{ ...check, title: '2 of 9 failed' }]);
});

afterAll(async () => {
  await small[Symbol.asyncDispose]();
});

const read = async (path: string) => {
  const response = await fetch(`${small.demo.webBaseUrl}${path}`);
  return { status: response.status, text: await response.text() };
};

test('a pull request shows its checks and links to their pages', async () => {
  const { text } = await read(`/ada/app/pull/${small.pull.number}`);
  expect(text).toContain('<span class="added">+b</span>');
  const [, link = ''] = /href="(\/ada\/app\/runs\/\d+)"/.exec(text) ?? [];
  const run = await read(link);
  expect(run.status).toBe(200);
  expect(run.text).toContain('test &lt;all&gt;');
  expect(run.text).toContain('2 of 9 failed');
});

test('shows a file at a branch and at a commit', async () => {
  const sha = small.demo.findBranch('ada/app', 'topic') ?? '';
  for (const ref of ['topic', sha]) {
    expect((await read(`/ada/app/blob/${ref}/b.txt`)).text).toContain('<pre>b\n</pre>');
  }
});

test.each(['/ada/app/runs/1', '/ada/app/blob/topic/never.txt', '/ada/app/blob/never/b.txt'])(
  'returns 404 for %s',
  async (path) => {
    expect((await read(path)).status).toBe(404);
  },
);
