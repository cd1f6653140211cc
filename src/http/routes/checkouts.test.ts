import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

const head = 'a'.repeat(40);
const pushed = 'b'.repeat(40);
const other = 'c'.repeat(40);
const report = {
  worktree_id: 'clone:0123456789abcdef',
  path: '/src/app',
  branch: 'agent/x',
  head_sha: head,
  pushed_sha: pushed,
  ahead: 1,
  behind: 0,
  changed_files: 2,
};

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const url = '/api/v1/chats/one/checkout';
const put = (payload: object, headers = asAdmin) =>
  app.inject({ method: 'PUT', url, headers, payload });

describe('the checkout of a chat', () => {
  test('is part of the chat once it was reported', async () => {
    world.store.add({ id: 'one' });
    expect((await put(report)).json()).toMatchObject({
      checkout: { ...report, exists: true, behind_pull_request: false },
    });
    const removed = await app.inject({ method: 'DELETE', url, headers: asAdmin });
    expect(removed.statusCode).toBe(204);
    const chat = await app.inject({ method: 'GET', url: '/api/v1/chats/one', headers: asAdmin });
    expect(chat.json().checkout).toMatchObject({ exists: false });
  });

  test('S12: is reported only for a chat of the same owner', async () => {
    world.store.add({ id: 'one' });
    expect((await put(report, asGrace)).statusCode).toBe(404);
    expect((await put(report)).statusCode).toBe(200);
    expect((await app.inject({ method: 'DELETE', url, headers: asGrace })).statusCode).toBe(404);
  });

  test.each([
    ['worktree_id', '/src/app'],
    ['head_sha', 'main'],
    ['branch', 'a..b'],
    ['ahead', -1],
    ['path', 'x'.repeat(5_000)],
    ['shell', 'rm'],
  ])('with the invalid field %s is refused', async (name, value) => {
    world.store.add({ id: 'one' });
    expect((await put({ ...report, [name]: value })).statusCode).toBe(400);
  });

  test.each([
    ['the pull request has the pushed commit', pushed, {}, false],
    ['somebody else pushed to the pull request', other, {}, true],
    ['the pull request has what is checked out', head, {}, false],
    ['others pushed, and it was fetched', pushed, { behind: 2 }, true],
    ['nothing was pushed yet', other, { pushed_sha: null }, false],
  ])('when %s', async (_name, prHead, change, expected) => {
    world.store.add(
      { id: 'one' },
      {
        git_branch: 'agent/x',
        url: 'https://forge.test/acme/app/pull/1',
        pull_request_state: 'open',
        head_sha: prHead,
        refreshed_at: new Date(),
      },
    );
    const { checkout } = (await put({ ...report, ...change })).json();
    expect(checkout.behind_pull_request).toBe(expected);
  });
});

describe('what is not pushed', () => {
  const get = (headers = asAdmin) => app.inject({ method: 'GET', url: `${url}/diff`, headers });

  test('is a diff from a worktree that this process watches', async () => {
    world.store.add({ id: 'one' });
    const file = { path: 'a.txt', status: 'added', additions: 1, deletions: 0, binary: false };
    world.deps.readCheckoutDiff = async () => ({
      kind: 'diff',
      branch: 'agent/x',
      headSha: head,
      baseSha: pushed,
      files: [{ ...file, status: 'added', previousPath: null }],
      diff: 'diff --git',
      truncated: false,
    });
    app = createTestApp(world.deps);
    expect((await get()).json()).toEqual({
      chat_id: 'one',
      branch: 'agent/x',
      head_sha: head,
      base_sha: pushed,
      files: [{ ...file, previous_path: null }],
      diff: 'diff --git',
      truncated: false,
    });
    expect((await get(asGrace)).statusCode).toBe(404);
  });

  test('is refused with the reason elsewhere', async () => {
    world.store.add({ id: 'one' });
    const response = await get();
    expect(response.statusCode).toBe(409);
    expect(response.json().detail).toContain('AFTERPUSH_WATCH');
  });
});
