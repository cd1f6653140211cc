import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

const at = new Date('2026-01-01T12:00:00.000Z');

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.store.add({ id: 'one' }, { git_branch: 'agent/work' }, { git_branch: 'agent/other' });
});

const send = (query: Record<string, string> = {}, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/chats/one/timeline', headers, query });

describe('the timeline of a chat', () => {
  test('is found by every address that reached the branch', async () => {
    const ssh = 'git@forge.test:acme/app.git';
    world.store.add({ id: 'one' }, { git_branch: 'agent/work', other_remote_origins: [ssh] });

    const response = await send({ origin: ssh, branch: 'agent/work' });

    expect(response.json()).toMatchObject({ remote_origin: 'https://forge.test/acme/app.git' });
    expect((await send({ origin: 'git@forge.test:acme/b.git' })).statusCode).toBe(404);
  });

  test.each([
    'https://forge.test/acme/app',
    'https://forge.test/ACME/App.git/',
    'ssh://git@forge.test/acme/app.git',
    'git@forge.test:Acme/app',
  ])('is found by a spelling of its address that was never pushed to: %s', async (origin) => {
    const response = await send({ origin, branch: 'agent/work' });
    expect(response.json()).toMatchObject({ remote_origin: 'https://forge.test/acme/app.git' });
  });

  test('is that of its primary branch, newest first', async () => {
    world.store.timeline.push(
      { id: 2, at, kind: 'draft_changed', detail: { draft: true } },
      { id: 1, at, kind: 'branch_tracked', detail: {} },
    );

    expect((await send()).json()).toEqual({
      chat_id: 'one',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      entries: [
        {
          id: '2',
          at: '2026-01-01T12:00:00.000Z',
          event: { kind: 'draft_changed', draft: true },
        },
        { id: '1', at: '2026-01-01T12:00:00.000Z', event: { kind: 'branch_tracked' } },
      ],
      next_cursor: null,
    });
  });

  test('links commits to their pages at the forge', async () => {
    const head_sha = 'a'.repeat(40);
    world.store.timeline.push({ id: 1, at, kind: 'commits_pushed', detail: { head_sha } });
    const url = `https://forge.test/acme/app/commit/${head_sha}`;
    expect((await send()).json().entries).toMatchObject([{ event: { head_sha, url } }]);
  });

  test('formats instants and URLs as the other routes do', async () => {
    const retry_at = '2026-01-01T13:00:00.5+01:00';
    const failed = { failure: 'rate_limited', message: 'paused', retry_at };
    const found = { number: 1, url: 'javascript:alert(1)', title: 'x', state: 'open' };
    world.store.timeline.push(
      { id: 3, at, kind: 'look_failed', detail: { ...failed, retry_at: null } },
      { id: 2, at, kind: 'look_failed', detail: failed },
      { id: 1, at, kind: 'pull_request_found', detail: found },
    );

    const { entries } = (await send()).json();

    expect(entries).toMatchObject([
      { event: { retry_at: null } },
      { event: { retry_at: '2026-01-01T12:00:00.500Z' } },
      { event: { kind: 'pull_request_found', url: null, title: 'x' } },
    ]);
  });

  test('continues after the last page', async () => {
    for (let id = 3; id > 0; id -= 1) {
      world.store.timeline.push({ id, at, kind: 'push_seen', detail: {} });
    }

    const first = (await send({ limit: '2' })).json();
    const second = (await send({ limit: '2', cursor: first.next_cursor })).json();

    expect(first.entries.map(({ id }: { id: string }) => id)).toEqual(['3', '2']);
    expect(second.entries.map(({ id }: { id: string }) => id)).toEqual(['1']);
    expect(second.next_cursor).toBeNull();
  });

  test.each(['-1', 'x', '1.5', '9'.repeat(30)])('refuses the cursor %s', async (cursor) => {
    expect((await send({ cursor })).statusCode).toBe(400);
  });

  test('has at most 200 entries per page', async () => {
    expect((await send({ limit: '200' })).statusCode).toBe(200);
    expect((await send({ limit: '201' })).statusCode).toBe(400);
  });

  test('is not found for a branch that is not tracked', async () => {
    expect((await send({ branch: 'agent/other' })).json().branch).toBe('agent/other');
    expect((await send({ branch: 'main' })).statusCode).toBe(404);
  });

  test('S12: is not found for a chat of another user', async () => {
    expect((await send({}, asGrace)).statusCode).toBe(404);
  });
});
