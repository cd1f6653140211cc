import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { asAdmin, createTestApp, createWorld } from '../../test/support/http/test-world.ts';
import type { App } from './server/typed-app.ts';

// Decision 11: every request that leads to a forge respects the token's pause and its budget.

const url = 'https://forge.test/acme/app/pull/1';
const line = { path: 'a.ts', old_line: null, new_line: 1, head_sha: 'a'.repeat(40) };
const comment = { ...line, body: 'Why?', target: 'forge' };
type Request = readonly [method: 'GET' | 'POST', path: string, payload?: object];
const requests: Request[] = [
  ['GET', '/api/v1/chats/one/diff'],
  ['GET', '/api/v1/chats/one/diff/file?path=a.ts'],
  ['GET', '/api/v1/chats/one/file?path=a.ts'],
  ['GET', '/api/v1/chats/one/checks'],
  ['GET', '/api/v1/chats/one/reviews'],
  ['GET', '/api/v1/chats/one/pull-request'],
  ['GET', '/api/v1/chats/one/commits'],
  ['POST', '/api/v1/chats/one/comments', comment],
  ['POST', '/api/v1/webhooks', { repository: 'acme/app' }],
];

let world: ReturnType<typeof createWorld>;
let app: App;
let calls: string[];

beforeEach(() => {
  world = createWorld();
  app = createTestApp({ ...world.deps, publicUrl: 'https://afterpush.example.com' });
  world.store.add({ id: 'one' }, { url });
  world.tokens.tokens.set('local forge', 'secret-of-ada');
  calls = [];
  recordCalls(world.forge, ['fetchDiff', 'fetchFileDiff', 'fetchFile', 'fetchChecks']);
  recordCalls(world.forge, ['fetchReviews', 'fetchDescription', 'fetchCommits', 'postComment']);
  recordCalls(world.forge.webhooks, ['install']);
});

function recordCalls<Target extends object>(
  target: Target,
  names: (keyof Target & string)[],
): void {
  for (const name of names) {
    const original = target[name] as (...args: unknown[]) => unknown;
    Object.assign(target, {
      [name]: (...args: unknown[]) => {
        calls.push(name);
        return original.apply(target, args);
      },
    });
  }
}

const send = ([method, path, payload]: Request) =>
  app.inject({ method, url: path, headers: asAdmin, ...(payload ? { payload } : {}) });

function leaveInBudget(remaining: number): void {
  const resetInMs = 90_500;
  world.quotas = [{ bucket: 'core', quota: 5_000, remaining, resetInMs }];
}

describe.each(requests.map((request) => ({ request, name: `${request[0]} ${request[1]}` })))(
  '$name',
  ({ request }) => {
    test('S5: does not call the forge while the token is paused', async () => {
      world.tokens.pauses = [toPause(90_500)];
      // The clock of this process is not that of the database, which ends the pause.
      world.clock.step(3_600_000);

      const response = await send(request);

      expect(response.statusCode).toBe(429);
      expect(response.headers['retry-after']).toBe('91');
      expect(response.json()).toMatchObject({ paused_until: '2026-01-01T12:01:30.500Z' });
      expect(calls).toEqual([]);
    });

    test('does not call the forge when only the reserve of the quota is left', async () => {
      leaveInBudget(1_000);

      const response = await send(request);

      expect(response.statusCode).toBe(429);
      expect(response.headers['retry-after']).toBe('91');
      expect(response.json()).toMatchObject({ quota_resets_at: '2026-01-01T12:01:30.500Z' });
      expect(response.json().detail).toContain('forge');
      expect(response.json().detail).toContain('2026-01-01T12:01:30.500Z');
      expect(calls).toEqual([]);
    });

    test('calls the forge between the two reserves, where only routine work stops', async () => {
      leaveInBudget(1_001);

      const response = await send(request);

      expect(response.statusCode).toBeLessThan(300);
      expect(calls).toHaveLength(1);
    });
  },
);

test('a comment that the budget stopped can be sent again later', async () => {
  const id = '0b5f1c9e-6f3e-4d0e-9b52-3c1d2e4f5a6b';
  const request: Request = ['POST', '/api/v1/chats/one/comments', { ...comment, id }];
  leaveInBudget(1_000);
  const stopped = await send(request);
  leaveInBudget(5_000);
  const sent = await send(request);
  expect([stopped.statusCode, sent.statusCode]).toEqual([429, 201]);
  expect(calls).toEqual(['postComment']);
});
