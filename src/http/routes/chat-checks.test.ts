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

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  const url = 'https://forge.test/acme/app/pull/1';
  const head_sha = 'a'.repeat(40);
  world.store.add(
    { id: 'one' },
    { git_branch: 'agent/work', url, head_sha },
    { git_branch: 'agent/other' },
  );
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const send = (query: Record<string, string> = {}, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/chats/one/checks', headers, query });

describe('the checks of a chat', () => {
  test('are those of its primary branch', async () => {
    const check = {
      name: 'test',
      app: 'actions',
      workflow: 'ci',
      state: 'pending',
      required: true,
      url: 'https://ci.test/1',
      description: 'fine',
    } as const;
    const startedAt = new Date('2026-01-01T12:00:00Z');
    world.forge.checks = {
      kind: 'checks',
      checks: [
        {
          ...check,
          sequence: 1,
          startedAt,
          completedAt: null,
          log: { kind: 'none', reason: 'The job has not started.' },
        },
      ],
    };

    const response = await send();

    expect(response.json()).toEqual({
      chat_id: 'one',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      head_sha: 'a'.repeat(40),
      checks: [
        {
          ...check,
          id: expect.stringMatching(/^[0-9a-f]{16}$/),
          started_at: '2026-01-01T12:00:00.000Z',
          completed_at: null,
          log: false,
          log_reason: 'The job has not started.',
        },
      ],
    });
    expect(world.forge.checksRequests).toMatchObject([
      { branch: 'agent/work', pullRequestUrl: 'https://forge.test/acme/app/pull/1' },
    ]);
  });

  test('are a clear 404 for a branch without a pull request', async () => {
    const response = await send({ branch: 'agent/other' });

    expect(response.statusCode).toBe(404);
    expect(response.json().detail).toContain('no pull request yet');
    expect(world.forge.checksRequests).toEqual([]);
  });

  test('are an error when the forge fails', async () => {
    const failure = { kind: 'unavailable', message: 'forge.test answered 502.' } as const;
    world.forge.checks = { kind: 'failed', failure };

    const response = await send();

    expect(response.statusCode).toBe(502);
    expect(response.json().detail).toBe('forge.test answered 502.');
  });

  test('S5: pause the token for the sync too after a rate limit', async () => {
    const retryInMs = 60_000;
    world.forge.checks = { kind: 'rate_limited', retryInMs };

    const response = await send();

    expect(response.statusCode).toBe(429);
    expect(world.store.pauses).toMatchObject([{ forgeId: 'forge', retryInMs }]);
  });

  test('S12: are not found for a chat of another user', async () => {
    expect((await send({}, asGrace)).statusCode).toBe(404);
    expect(world.forge.checksRequests).toEqual([]);
  });
});
