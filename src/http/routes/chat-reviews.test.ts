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

const url = 'https://forge.test/acme/app/pull/1';

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.store.add({ id: 'one' }, { git_branch: 'agent/work', url }, { git_branch: 'agent/other' });
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const send = (query: Record<string, string> = {}, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/chats/one/reviews', headers, query });

describe('the reviews of a chat', () => {
  test('are those of its primary branch’s pull request', async () => {
    const submittedAt = new Date('2026-01-01T11:00:00Z');
    const grace = { reviewer: 'grace', avatarUrl: 'https://forge.test/g.png', url };
    const linus = { reviewer: 'linus', avatarUrl: null, url: null };
    world.forge.reviews = {
      kind: 'reviews',
      reviews: [
        { ...grace, state: 'approved', submittedAt },
        { ...linus, state: 'requested', submittedAt: null },
      ],
    };

    const response = await send();

    expect(response.json()).toEqual({
      chat_id: 'one',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      reviews: [
        {
          reviewer: 'grace',
          avatar_url: 'https://forge.test/g.png',
          state: 'approved',
          submitted_at: '2026-01-01T11:00:00.000Z',
          url,
        },
        {
          reviewer: 'linus',
          avatar_url: null,
          state: 'requested',
          submitted_at: null,
          url: null,
        },
      ],
      threads: [],
      threads_truncated: false,
      threads_unread: [],
    });
    expect(world.forge.reviewsRequests).toEqual([
      { repository: { owner: 'acme', name: 'app' }, pullRequestUrl: url },
    ]);
  });

  test('are empty for a branch without a pull request, without a request or a token', async () => {
    world.tokens.tokens.clear();
    const response = await send({ branch: 'agent/other' });
    expect(response.json()).toMatchObject({ branch: 'agent/other', reviews: [] });
    expect(world.forge.reviewsRequests).toEqual([]);
  });

  test('come with the threads of the pull request', async () => {
    const createdAt = new Date('2026-01-01T11:00:00Z');
    world.forge.threads = {
      kind: 'threads',
      threads: [
        {
          id: '7',
          kind: 'diff',
          path: 'a.ts',
          line: 5,
          startLine: 3,
          side: 'new',
          resolved: true,
          resolvedBy: 'ada',
          outdated: false,
          headSha: 'a'.repeat(40),
          originalLine: 4,
          originalStartLine: null,
          hunk: '@@ -4 +4 @@\n+a',
          url,
          truncated: false,
          comments: [
            {
              id: '8',
              author: null,
              body: 'Why?',
              truncated: false,
              suggestion: null,
              createdAt,
              updatedAt: null,
              url: null,
            },
          ],
        },
      ],
      truncated: true,
      unread: ['The conversation could not be read.'],
    };
    const response = (await send()).json() as Record<string, unknown>;
    expect(response).toMatchObject({
      threads: [
        {
          id: '7',
          path: 'a.ts',
          line: 5,
          start_line: 3,
          resolved: true,
          resolved_by: 'ada',
          head_sha: 'a'.repeat(40),
          original_line: 4,
          original_start_line: null,
          hunk: '@@ -4 +4 @@\n+a',
          comments: [{ author: null, body: 'Why?', created_at: createdAt.toISOString() }],
        },
      ],
      threads_truncated: true,
      threads_unread: ['The conversation could not be read.'],
    });
  });

  test('S16: come alone when the threads are not requested, which are then unknown', async () => {
    expect((await send({ threads: 'false' })).json()).toMatchObject({
      reviews: [],
      threads: null,
      threads_unread: ['The threads were not requested.'],
    });
    expect(world.forge.reviewsRequests).toHaveLength(1);
    expect(world.forge.threadsRequests).toBe(0);
    await send();
    expect(world.forge.threadsRequests).toBe(1);
  });

  test('S16: are returned without threads that could not be read, with the reason', async () => {
    const failure = { kind: 'forbidden', message: 'Grant Pull requests: read.' } as const;
    world.forge.threads = { kind: 'failed', failure };
    expect((await send()).json()).toMatchObject({
      reviews: [],
      threads: null,
      threads_unread: ['Grant Pull requests: read.'],
    });
  });

  test('are an error when the forge fails', async () => {
    const failure = { kind: 'timed_out', message: 'The forge took too long.' } as const;
    world.forge.reviews = { kind: 'failed', failure };
    expect((await send()).statusCode).toBe(504);
  });

  test('S5: pause the token for the sync too after a rate limit', async () => {
    const retryInMs = 60_000;
    world.forge.reviews = { kind: 'rate_limited', retryInMs };
    expect((await send()).statusCode).toBe(429);
    expect(world.store.pauses).toMatchObject([{ forgeId: 'forge', retryInMs }]);
  });

  test('S12: are not found for a chat of another user', async () => {
    expect((await send({}, asGrace)).statusCode).toBe(404);
    expect(world.forge.reviewsRequests).toEqual([]);
  });
});
