import { beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../../../test/support/fake-clock.ts';
import { createGate } from '../../../test/support/http/gate.ts';
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
const head = 'a'.repeat(40);

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.store.add(
    { id: 'one' },
    { git_branch: 'agent/work', url, head_sha: head },
    { git_branch: 'agent/other' },
  );
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const send = (address: string, query: Record<string, string>, headers = asAdmin) =>
  app.inject({ method: 'GET', url: `/api/v1/chats/one/${address}`, headers, query });
const impossible = ['../user', 'a/../../b', '/etc/passwd', 'a//b', './a', 'a/', '..'];

describe('a file of a chat', () => {
  const getFile = (query: Record<string, string>, headers = asAdmin) =>
    send('file', query, headers);

  test('is that of its primary branch at its head, fetched with the owner’s token', async () => {
    world.forge.file = { kind: 'text', text: 'const one = 1;\n' };

    const response = await getFile({ path: 'src/ü b.ts' });

    expect(response.json()).toEqual({
      chat_id: 'one',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      path: 'src/ü b.ts',
      head_sha: head,
      state: 'text',
      text: 'const one = 1;\n',
    });
    expect(world.forge.fileRequests).toMatchObject([
      {
        request: { repository: { owner: 'acme', name: 'app' }, ref: head, path: 'src/ü b.ts' },
        access: { token: 'secret-of-ada' },
      },
    ]);
  });

  test('is fetched by branch name when the head is unknown', async () => {
    const response = await getFile({ path: 'a.ts', branch: 'agent/other' });
    expect(response.json()).toMatchObject({ branch: 'agent/other', head_sha: null });
    expect(world.forge.fileRequests[0]?.request.ref).toBe('agent/other');
  });

  test.each([{ kind: 'binary' as const, bytes: Buffer.alloc(9) }, { kind: 'too_large' as const }])(
    'has no text when it is $kind',
    async (file) => {
      world.forge.file = file;
      const response = await getFile({ path: 'a.png' });
      expect(response.json()).toMatchObject({ state: file.kind, text: '' });
    },
  );

  test('is a 404 with the path when it does not exist', async () => {
    world.forge.file = { kind: 'no_file' };
    const response = await getFile({ path: 'src/gone.ts' });
    expect(response.statusCode).toBe(404);
    expect(response.json().detail).toContain('src/gone.ts');
  });

  test.each(impossible)('S10: %j leads to no other URL of the forge', async (path) => {
    expect((await getFile({ path })).statusCode).toBe(404);
    expect(world.forge.fileRequests).toEqual([]);
  });

  test('is fetched once for concurrent requests, and once per path', async () => {
    const gate = createGate();
    const fetchFile = world.forge.fetchFile.bind(world.forge);
    world.forge.fetchFile = async (...request) => {
      await gate.passed;
      return fetchFile(...request);
    };
    const answers = ['a.ts', 'a.ts', 'b.ts'].map((path) => getFile({ path }));
    await settle();
    gate.open();
    expect((await Promise.all(answers)).map((answer) => answer.json().path)).toEqual([
      'a.ts',
      'a.ts',
      'b.ts',
    ]);
    expect(world.forge.fileRequests).toHaveLength(2);
  });

  test('is read at another commit of the branch', async () => {
    const commit = '3'.repeat(40);
    expect((await getFile({ path: 'a.ts', commit })).json().head_sha).toBe(commit);
    expect(world.forge.fileRequests[0]?.request.ref).toBe(commit);
    expect((await getFile({ path: 'a.ts', commit: 'main' })).statusCode).toBe(400);
  });

  test('needs a path', async () => {
    expect((await getFile({})).json().detail).toBe('path is required.');
    expect((await getFile({ path: '' })).statusCode).toBe(400);
  });

  test('S12: is not found for a chat of another user', async () => {
    world.tokens.tokens.set('grace forge', 'secret-of-grace');
    expect((await getFile({ path: 'a.ts' }, asGrace)).statusCode).toBe(404);
    expect(world.forge.fileRequests).toEqual([]);
  });

  test('is an error when the forge fails', async () => {
    const failure = { kind: 'unavailable', message: 'forge.test answered 502.' } as const;
    world.forge.file = { kind: 'failed', failure };
    expect((await getFile({ path: 'a.ts' })).statusCode).toBe(502);
  });
});

describe('one file of a diff', () => {
  const getDiff = (query: Record<string, string>, headers = asAdmin) =>
    send('diff/file', query, headers);

  test('is limited to a range of commits', async () => {
    const [from, to] = ['1'.repeat(40), '2'.repeat(40)];
    await getDiff({ path: 'a', from, to });
    expect(world.forge.rangeRequests).toEqual([
      { repository: { owner: 'acme', name: 'app' }, from, to, path: 'a', previousPath: null },
    ]);
  });

  test('is taken from the same diff as the whole', async () => {
    world.forge.fileDiff = { kind: 'text', diff: 'diff --git a/b b/a\n', headSha: head };

    const response = await getDiff({ path: 'a', previous_path: 'b' });

    expect(response.json()).toEqual({
      chat_id: 'one',
      remote_origin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      path: 'a',
      head_sha: head,
      state: 'text',
      diff: 'diff --git a/b b/a\n',
    });
    expect(world.forge.fileDiffRequests).toEqual([
      {
        repository: { owner: 'acme', name: 'app' },
        branch: 'agent/work',
        pullRequestUrl: url,
        path: 'a',
        previousPath: 'b',
      },
    ]);
  });

  test('is against the default branch without a pull request', async () => {
    await getDiff({ path: 'a', branch: 'agent/other' });
    expect(world.forge.fileDiffRequests).toMatchObject([
      { branch: 'agent/other', pullRequestUrl: undefined, previousPath: null },
    ]);
  });

  test.each([
    [{ kind: 'binary', headSha: null }, null],
    [{ kind: 'too_large' }, head],
  ] as const)('has no text when it is %o', async (outcome, head_sha) => {
    world.forge.fileDiff = outcome;
    const answer = (await getDiff({ path: 'a' })).json();
    expect(answer).toMatchObject({ state: outcome.kind, diff: '', head_sha });
  });

  test('is a 404 with the path when the diff does not contain it', async () => {
    world.forge.fileDiff = { kind: 'no_file' };
    const response = await getDiff({ path: 'src/gone.ts' });
    expect(response.statusCode).toBe(404);
    expect(response.json().detail).toContain('src/gone.ts');
  });

  test.each(impossible)('S10: %j leads to no other URL of the forge', async (path) => {
    expect((await getDiff({ path })).statusCode).toBe(404);
    expect((await getDiff({ path: 'a', previous_path: path })).statusCode).toBe(404);
    expect(world.forge.fileDiffRequests).toEqual([]);
  });

  test('S12: is not found for a chat of another user', async () => {
    expect((await getDiff({ path: 'a' }, asGrace)).statusCode).toBe(404);
    expect(world.forge.fileDiffRequests).toEqual([]);
  });
});
