import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../../test/support/bucket-pause.ts';
import { settle } from '../../../test/support/fake-clock.ts';
import { toDiffOutcome } from '../../../test/support/http/fake-forge.ts';
import { createGate } from '../../../test/support/http/gate.ts';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { DiffOutcome } from '../../forge/forge.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;
let stopping: AbortController;

beforeEach(() => {
  world = createWorld();
  stopping = new AbortController();
  app = createTestApp(world.deps, { stopping: stopping.signal });
  const url = 'https://forge.test/acme/app/pull/1';
  world.store.add({ id: 'one' }, { git_branch: 'agent/work', url }, { git_branch: 'agent/other' });
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const send = (query: Record<string, string> = {}, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/chats/one/diff', headers, query });
const answer = (outcome: DiffOutcome) => {
  world.forge.answerDiff = async () => outcome;
};
const failed = (kind: 'timed_out' | 'unavailable' | 'not_found', message: string): DiffOutcome => ({
  kind: 'failed',
  failure: { kind, message },
});

/** A forge that responds only when the call is aborted. */
function hangForge(): void {
  world.forge.answerDiff = ({ signal }) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    );
}

describe('the diff of a chat', () => {
  test('is that of its primary branch, fetched with the owner’s token', async () => {
    const response = await send();
    expect(response.json()).toEqual({
      chat_id: 'one',
      provider: 'forge',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      pull_request_url: 'https://forge.test/acme/app/pull/1',
      head_sha: 'a'.repeat(40),
      files: [
        {
          path: 'new.txt',
          previous_path: 'old.txt',
          status: 'renamed',
          additions: 1,
          deletions: 2,
          binary: false,
        },
      ],
      diff: 'diff --git a/old.txt b/new.txt\n',
      truncated: false,
      files_at_least: false,
    });
    expect(world.forge.diffRequests).toMatchObject([
      {
        request: {
          repository: { owner: 'acme', name: 'app' },
          branch: 'agent/work',
          pullRequestUrl: 'https://forge.test/acme/app/pull/1',
        },
        access: { token: 'secret-of-ada' },
      },
    ]);
  });

  test('is that of a selected branch, with any form of its origin', async () => {
    for (const origin of [
      'https://user:pass@forge.test/acme/app.git',
      'git@forge.test:Acme/app',
      'https://forge.test/acme/app/',
    ]) {
      const response = await send({ branch: 'agent/other', origin });
      expect(response.json().branch).toBe('agent/other');
    }
    expect(world.forge.diffRequests[0]?.request.pullRequestUrl).toBeUndefined();
  });

  test('is not found for a branch that is not tracked', async () => {
    expect((await send({ branch: 'nope' })).statusCode).toBe(404);
    world.store.rows.length = 0;
    expect((await send()).json().detail).toContain('no tracked branch yet');
  });

  test('S12: is only readable for the owner', async () => {
    world.tokens.tokens.set('grace forge', 'secret-of-grace');
    expect((await send({}, asGrace)).statusCode).toBe(404);
    expect(world.forge.diffRequests).toEqual([]);
  });

  test('contains only the commits of a range, up to the head by default', async () => {
    const [from, to] = ['1'.repeat(40), 'F'.repeat(40)];
    const response = await send({ from, to });
    expect(response.json()).toMatchObject({
      from_sha: from,
      pull_request_url: 'https://forge.test/acme/app/pull/1',
    });
    Object.assign(world.store.rows[0] ?? {}, { head_sha: '2'.repeat(40) });
    await send({ from });
    const repository = { owner: 'acme', name: 'app' };
    expect(world.forge.rangeRequests).toEqual([
      { repository, from, to: to.toLowerCase() },
      { repository, from, to: '2'.repeat(40) },
    ]);
    expect(world.forge.diffRequests).toEqual([]);
  });

  test.each<Record<string, string>>([
    { from: 'main' },
    { from: 'a1b2c3d' },
    { from: `eve:${'1'.repeat(36)}` },
    { from: '0'.repeat(40) },
    { from: '1'.repeat(40), to: 'HEAD' },
    { to: '1'.repeat(40) },
  ])('refuses %s: a range consists of full ids and has a start', async (range) => {
    expect((await send(range)).statusCode).toBe(400);
    expect(world.forge.rangeRequests).toEqual([]);
  });

  test('says that the forge no longer has the commits of a range', async () => {
    world.forge.range = { kind: 'no_commits' };
    const response = await send({ from: '1'.repeat(40), to: '2'.repeat(40) });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ missing_commits: true });
    expect(response.json().detail).toContain('no longer has one of these commits');
  });

  test('needs the end of a range while the head is unknown', async () => {
    Object.assign(world.store.rows[0] ?? {}, { head_sha: null });
    expect((await send({ from: '1'.repeat(40) })).statusCode).toBe(409);
  });

  test('is fetched once for concurrent requests', async () => {
    const gate = createGate();
    world.forge.answerDiff = async () => {
      await gate.passed;
      return toDiffOutcome();
    };
    const calls = [send(), send()];
    await settle();
    gate.open();
    const codes = (await Promise.all(calls)).map((response) => response.statusCode);
    expect(codes).toEqual([200, 200]);
    expect(world.forge.diffRequests).toHaveLength(1);
    await send();
    expect(world.forge.diffRequests).toHaveLength(2);
  });

  test('links to where a token can be linked when there is none', async () => {
    world.tokens.tokens.clear();
    const response = await send();
    expect(response.statusCode).toBe(409);
    expect(response.json().link_url).toBe('http://localhost:4700/forges/forge');
  });

  test('S5: is not fetched while the token is paused', async () => {
    world.tokens.pauses = [toPause(90_500)];
    const response = await send();
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('91');
    expect(response.json().detail).toContain('paused until 2026-01-01T12:01:30.500Z');
    expect(world.forge.diffRequests).toEqual([]);
  });

  test('S5: pauses the token for the sync too after a rate limit', async () => {
    const retryInMs = 60_000;
    answer({ kind: 'rate_limited', retryInMs });
    expect((await send()).statusCode).toBe(429);
    expect(world.store.pauses).toEqual([{ forgeId: 'forge', retryInMs }]);
  });

  test.each([
    [failed('timed_out', 'The forge took too long.'), 504],
    [failed('unavailable', 'The forge answered 502.'), 502],
    [failed('not_found', 'The forge knows no such branch.'), 404],
  ] as const)('passes on the failure of the forge (%o)', async (outcome, status) => {
    answer(outcome);
    const response = await send();
    expect(response.statusCode).toBe(status);
    expect(response.json().detail).toBe(outcome.kind === 'failed' && outcome.failure.message);
  });

  test('is a 504 when the forge does not respond', async () => {
    hangForge();
    const response = send();
    await world.clock.advance(30_000);
    expect((await response).statusCode).toBe(504);
  });

  test('is a 503 when the server stops', async () => {
    hangForge();
    const response = send();
    await settle();
    stopping.abort();
    expect((await response).statusCode).toBe(503);
  });

  test('reports what to configure when no forge serves the origin', async () => {
    world.store.add({ id: 'two' }, { git_remote_origin: 'git@evil.example:x/y', forge_id: '' });
    const url = '/api/v1/chats/two/diff';
    const response = await app.inject({ method: 'GET', url, headers: asAdmin });
    expect(response.statusCode).toBe(404);
    expect(response.json().detail).toContain('AFTERPUSH_FORGES');
  });
});
