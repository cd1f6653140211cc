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
const repository = { owner: 'acme', name: 'app' };

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.store.add(
    { id: 'one' },
    { git_branch: 'agent/work', url, pr_number: 1, labels: [{ name: 'bug', color: null }] },
    { git_branch: 'agent/other' },
  );
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const send = (path: string, query: Record<string, string> = {}, headers = asAdmin) =>
  app.inject({ method: 'GET', url: `/api/v1/chats/one/${path}`, headers, query });

const branch = {
  chat_id: 'one',
  remote_origin: 'https://forge.test/acme/app.git',
  branch: 'agent/work',
};

describe('the text of a pull request', () => {
  const description = {
    title: 'Fix the login',
    body: '## Why\n\n<script>alert(1)</script>',
    truncated: false,
    author: 'ada',
    avatarUrl: 'https://forge.test/a.png',
    createdAt: new Date('2026-01-01T10:00:00Z'),
    updatedAt: null,
  };

  test('is returned as its author wrote it, with its number, address and labels', async () => {
    world.forge.description = { kind: 'description', description };
    expect((await send('pull-request')).json()).toEqual({
      ...branch,
      pull_request: {
        number: 1,
        url,
        title: 'Fix the login',
        body: '## Why\n\n<script>alert(1)</script>',
        truncated: false,
        author: 'ada',
        avatar_url: 'https://forge.test/a.png',
        created_at: '2026-01-01T10:00:00.000Z',
        updated_at: null,
        labels: [{ name: 'bug', color: null }],
      },
    });
    expect(world.forge.descriptionRequests).toEqual([{ repository, pullRequestUrl: url }]);
  });

  test('is null for a branch without a pull request, without a request or a token', async () => {
    world.tokens.tokens.clear();
    const response = await send('pull-request', { branch: 'agent/other' });
    expect(response.json()).toMatchObject({ branch: 'agent/other', pull_request: null });
    expect(world.forge.descriptionRequests).toEqual([]);
  });

  test('S16: is a problem with the reason when it could not be read', async () => {
    const failure = { kind: 'forbidden', message: 'Grant Pull requests: read.' } as const;
    world.forge.description = { kind: 'failed', failure };
    const response = await send('pull-request');
    expect(response.statusCode).toBe(502);
    expect(response.json().detail).toBe('Grant Pull requests: read.');
  });

  test('S12: is not shown to other users', async () => {
    expect((await send('pull-request', {}, asGrace)).statusCode).toBe(404);
    expect(world.forge.descriptionRequests).toEqual([]);
  });
});

describe('the commits of a pull request', () => {
  const commit = {
    sha: 'a'.repeat(40),
    title: 'Wait for the login',
    author: 'ada',
    avatarUrl: null,
    authoredAt: new Date('2026-01-01T10:00:00Z'),
    url: 'https://forge.test/acme/app/commit/a',
  };

  test('are returned in the order of the forge, and what is left out is said', async () => {
    const second = { ...commit, sha: 'b'.repeat(40), title: 'Test it', authoredAt: null };
    world.forge.commits = { kind: 'commits', commits: [commit, second], truncated: true };
    const listed = { author: 'ada', avatar_url: null, url: commit.url };
    expect((await send('commits')).json()).toEqual({
      ...branch,
      commits: [
        {
          ...listed,
          sha: 'a'.repeat(40),
          title: 'Wait for the login',
          authored_at: '2026-01-01T10:00:00.000Z',
        },
        { ...listed, sha: 'b'.repeat(40), title: 'Test it', authored_at: null },
      ],
      commits_truncated: true,
    });
    expect(world.forge.commitsRequests).toEqual([{ repository, pullRequestUrl: url }]);
  });

  test('are empty for a branch without a pull request, without a request', async () => {
    const response = await send('commits', { branch: 'agent/other' });
    expect(response.json()).toMatchObject({ commits: [], commits_truncated: false });
    expect(world.forge.commitsRequests).toEqual([]);
  });

  test('S12: are not shown to other users', async () => {
    expect((await send('commits', {}, asGrace)).statusCode).toBe(404);
    expect(world.forge.commitsRequests).toEqual([]);
  });
});
