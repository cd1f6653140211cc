import { beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { createGate } from '../../../test/support/http/gate.ts';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { CommentOutcome } from '../../forge/forge.ts';
import type { App } from '../server/typed-app.ts';

const url = 'https://forge.test/acme/app/pull/1';
const id = '0b5f1c9e-6f3e-4d0e-9b52-3c1d2e4f5a6b';
const place = {
  path: 'src/app.ts',
  previous_path: 'src/old.ts',
  old_line: null,
  new_line: 7,
  start_line: 5,
  head_sha: 'a'.repeat(40),
};
const said = { ...place, quoted: 'const a = 1;', body: 'Why not two?' };
const failed = (kind: 'unavailable' | 'forbidden', message = 'No.'): CommentOutcome => ({
  kind: 'failed',
  failure: { kind, message },
});

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.store.add({ id: 'one' }, { git_branch: 'agent/work', url }, { git_branch: 'agent/other' });
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const path = '/api/v1/chats/one/comments';
const say = (payload: object, headers = asAdmin) =>
  app.inject({ method: 'POST', url: path, headers, payload: { ...said, ...payload } });
const list = async (query: Record<string, string> = {}) => {
  const response = await app.inject({ method: 'GET', url: path, headers: asAdmin, query });
  return response.json().comments;
};
const receive = (comment: string, headers = asAdmin) =>
  app.inject({ method: 'POST', url: `${path}/${comment}/received`, headers });

describe('a comment for the agent', () => {
  test('is stored with its lines', async () => {
    const response = await say({ target: 'agent' });

    expect(response.statusCode).toBe(201);
    const { previous_path: _previous, ...rest } = said;
    expect(response.json()).toEqual({
      ...rest,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      chat_id: 'one',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      pull_request_url: url,
      target: 'agent',
      author_id: 'local',
      url: null,
      created_at: '2026-01-01T12:00:00.000Z',
      received_at: null,
    });
    expect(await list({ waiting: 'true' })).toEqual([response.json()]);
    expect(world.forge.commentRequests).toEqual([]);
  });

  test('needs neither a pull request nor a commit', async () => {
    const response = await say({ target: 'agent', branch: 'agent/other', head_sha: null });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ branch: 'agent/other', pull_request_url: null });
  });

  test('may quote code with a NUL', async () => {
    const response = await say({ target: 'agent', quoted: 'a\0b', body: '\0c' });
    expect(response.json()).toMatchObject({ quoted: 'ab', body: 'c' });
  });

  test('is the same comment when it is sent again under its id', async () => {
    const first = await say({ target: 'agent', id });
    const second = await say({ target: 'agent', id: id.toUpperCase() });
    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(second.json()).toEqual(first.json());
    expect(await list()).toHaveLength(1);
  });

  test('waits until the agent acknowledges it, which may be repeated', async () => {
    await say({ target: 'agent', id });
    const [first, second] = [await receive(id), await receive(id)];
    expect(first.json().received_at).toMatch(/^2026/);
    expect(second.json()).toEqual(first.json());
    expect(await list({ waiting: 'true' })).toEqual([]);
    expect(await list()).toHaveLength(1);
  });

  test('is listed by every address that reached its branch', async () => {
    const ssh = 'git@forge.test:acme/app.git';
    world.store.add({ id: 'one' }, { other_remote_origins: [ssh] });
    await say({ target: 'agent' });
    expect(await list({ origin: ssh })).toHaveLength(1);
    expect(await list({ origin: 'https://forge.test/Acme/App' })).toHaveLength(1);
    expect(await list({ origin: 'git@forge.test:acme/b.git' })).toEqual([]);
  });

  test('is listed with those of its branch', async () => {
    await say({ target: 'agent' });
    await say({ target: 'agent', branch: 'agent/other' });
    expect(await list()).toHaveLength(2);
    expect(await list({ branch: 'agent/other' })).toMatchObject([{ branch: 'agent/other' }]);
    const origin = 'https://ada:secret@forge.test/acme/app.git';
    expect(await list({ origin })).toHaveLength(2);
  });
});

describe('a comment', () => {
  test.each([
    [{ old_line: null, new_line: null, start_line: null }, 'Name the line'],
    [{ start_line: 8 }, 'start_line must not be after line 7'],
    [{ old_line: 9, new_line: null, start_line: 10 }, 'not be after line 9'],
    [{ new_line: 0 }, 'new_line'],
    [{ body: ' \n' }, 'body'],
    [{ body: '\0' }, 'body'],
    [{ body: 'x'.repeat(20_001) }, 'body'],
    [{ quoted: 'x'.repeat(10_001) }, 'quoted'],
    [{ path: 'a\0b' }, 'path must not contain a NUL'],
    [{ id: 'mine' }, 'id'],
    [{ head_sha: '../../x' }, 'head_sha'],
    [{ target: 'everybody' }, 'one of agent, forge'],
  ])('is refused with %j', async (change, detail) => {
    const response = await say({ target: 'agent', ...change });
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toContain(detail);
    expect(world.store.comments.rows).toEqual([]);
  });

  test('is a 404 for a branch that the chat does not track', async () => {
    expect((await say({ target: 'agent', branch: 'main' })).statusCode).toBe(404);
  });

  test('S12: is not created, listed or acknowledged in a chat of another user', async () => {
    await say({ target: 'agent', id });
    for (const response of [
      await say({ target: 'agent' }, asGrace),
      await say({ target: 'forge' }, asGrace),
      await receive(id, asGrace),
      await app.inject({ method: 'GET', url: path, headers: asGrace }),
    ]) {
      expect(response.statusCode).toBe(404);
      expect(response.json().detail).toBe('You have no chat one.');
    }
    expect(world.store.comments.rows).toHaveLength(1);
  });

  test.each(['unknown', id])(
    'is a 404 when a missing one (%s) is acknowledged',
    async (comment) => {
      expect((await receive(comment)).statusCode).toBe(404);
    },
  );
});

describe('a comment for the forge', () => {
  const post = (payload: object = {}) => say({ target: 'forge', ...payload });

  test('is posted with the owner’s token, and stored with its URL', async () => {
    world.forge.comment = { kind: 'posted', url: `${url}#discussion_r1` };

    const response = await post();

    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ target: 'forge', url: `${url}#discussion_r1` });
    expect(world.forge.commentRequests).toMatchObject([
      {
        request: {
          pullRequestUrl: url,
          headSha: 'a'.repeat(40),
          path: 'src/app.ts',
          previousPath: 'src/old.ts',
          oldLine: null,
          newLine: 7,
          startLine: 5,
          body: 'Why not two?',
        },
        access: { token: 'secret-of-ada' },
      },
    ]);
    expect(await list()).toEqual([response.json()]);
    expect(await list({ waiting: 'true' })).toEqual([]);
  });

  test('has an http(s) URL, or none', async () => {
    world.forge.comment = { kind: 'posted', url: 'javascript:alert(1)' };
    expect((await post()).json().url).toBeNull();
  });

  test.each([
    [{ branch: 'agent/other' }, 'no pull request yet'],
    [{ head_sha: null }, 'Send head_sha'],
  ])('reports what is missing with %j', async (change, detail) => {
    const response = await post(change);
    expect(response.statusCode).toBe(409);
    expect(response.json().detail).toContain(detail);
    expect(world.forge.commentRequests).toEqual([]);
  });

  test('is not stored when the forge refuses it, and the forge’s reason is passed on', async () => {
    world.forge.comment = { kind: 'refused', message: 'The line is not part of the diff.' };

    const response = await post({ id });

    expect(response.statusCode).toBe(422);
    expect(response.json().detail).toBe('The line is not part of the diff.');
    expect(world.store.comments.rows).toEqual([]);
    world.forge.comment = { kind: 'posted', url: null };
    expect((await post({ id })).statusCode).toBe(201);
  });

  test('is not stored without a token, or when the token may not comment', async () => {
    world.forge.comment = failed('forbidden', 'The token may not comment.');
    expect((await post()).json()).toMatchObject({ status: 502 });
    world.tokens.tokens.clear();
    expect((await post()).json().link_url).toContain('/forges/forge');
    expect(world.store.comments.rows).toEqual([]);
  });

  test('S5: is not stored after a rate limit, which pauses the token for the sync too', async () => {
    const retryInMs = 60_000;
    world.forge.comment = { kind: 'rate_limited', retryInMs };
    expect((await post()).statusCode).toBe(429);
    expect(world.store.comments.rows).toEqual([]);
    expect(world.store.pauses).toMatchObject([{ forgeId: 'forge', retryInMs }]);
  });

  test('is sent once when a client repeats it', async () => {
    await post({ id });
    const again = await post({ id });
    expect(again.statusCode).toBe(200);
    expect(world.forge.commentRequests).toHaveLength(1);
  });

  test('is sent once when it is repeated before the forge has responded', async () => {
    const answered = createGate();
    world.forge.postComment = async (request, access) => {
      world.forge.commentRequests.push({ request, access });
      await answered.passed;
      return { kind: 'posted', url: null };
    };
    const both = [post({ id }), post({ id })];
    await eventually('the request', () => world.forge.commentRequests.length > 0);
    answered.open();
    const [first, second] = await Promise.all(both);
    expect(second?.json()).toEqual(first?.json());
    expect(world.forge.commentRequests).toHaveLength(1);
  });

  test('is not sent again while it is unknown whether the forge accepted it', async () => {
    world.forge.comment = failed('unavailable', 'forge.test broke the connection.');
    const first = await post({ id });
    world.forge.comment = { kind: 'posted', url: null };
    const second = await post({ id });

    expect(first.statusCode).toBe(502);
    expect(second.statusCode).toBe(409);
    expect(second.json().detail).toContain('Check the pull request');
    expect(world.forge.commentRequests).toHaveLength(1);
    expect(await list()).toEqual([]);
    expect((await post()).statusCode).toBe(201);
  });
});
