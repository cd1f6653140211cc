import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBareRepository, createClone, git } from '../../test/support/cli/agent-clone.ts';
import {
  buildAskpass,
  type GitServer,
  startGitServer,
} from '../../test/support/cli/askpass-fixtures.ts';
import {
  type RecordingServer,
  type Reply,
  startRecordingServer,
} from '../../test/support/cli/recording-server.ts';

const credential = { username: 'x-access-token', password: 'forge-token' };

let buildDirectory: string;
let askpass: string;
let directory: string;
let forge: GitServer;
let afterpush: RecordingServer;
let reply: Reply;
let origin: string;
let clone: string;

beforeAll(async () => {
  buildDirectory = await mkdtemp(join(tmpdir(), 'afterpush-askpass-'));
  askpass = await buildAskpass(buildDirectory);
  return () => rm(buildDirectory, { recursive: true });
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-clone-'));
  forge = await startGitServer(join(directory, 'forge'), credential.password);
  await createBareRepository(join(directory, 'forge'), 'acme/shop.git');
  reply = { body: credential };
  afterpush = await startRecordingServer(() => reply);
  origin = `${forge.url}/acme/shop.git`;
  clone = await createClone(join(directory, 'clone'), origin);
});

afterEach(async () => {
  await forge[Symbol.asyncDispose]();
  await afterpush[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function agentEnvironment() {
  return {
    GIT_ASKPASS: askpass,
    AFTERPUSH_URL: afterpush.url,
    AFTERPUSH_TOKEN: 'agent-token',
    AFTERPUSH_CHAT_ID: 'chat-1',
    AFTERPUSH_DATA_DIR: join(directory, 'no-server-here'),
  };
}

function run(args: readonly string[], from = clone, environment = {}) {
  return git(from, args, { ...agentEnvironment(), ...environment });
}

function listBranchSignals() {
  return afterpush.requests.flatMap(({ query, body }) => {
    const { branch, origin } = { ...query, ...(body as object) } as Record<string, string>;
    return branch === undefined ? [] : [{ branch, origin }];
  });
}

test('the askpass that was replaced is run when the server has no credential', async () => {
  reply = { body: { url: 'https://afterpush.test/forges/forge' } };
  const own = join(directory, 'own-askpass');
  await writeFile(own, '#!/bin/sh\necho forge-token\n', { mode: 0o755 });

  const result = await run(['push', 'origin', 'main'], clone, { AFTERPUSH_NEXT_ASKPASS: own });

  expect(result).toMatchObject({ succeeded: true });
  expect(forge.credentials).toContain('forge-token:forge-token');
  expect(listBranchSignals()[0]).toEqual({ branch: 'main', origin });
});

describe('git push', () => {
  test('gets its credential and reports the branch once, with the first prompt', async () => {
    const result = await run(['push', '--set-upstream', 'origin', 'main']);

    expect(result).toMatchObject({ succeeded: true });
    expect(forge.credentials).toContain('x-access-token:forge-token');
    expect(afterpush.requests).toMatchObject([
      {
        method: 'GET',
        path: '/api/v1/external-auth',
        authorization: 'Bearer agent-token',
        query: { match: forge.url, chat_id: 'chat-1', branch: 'main', origin },
      },
      { query: { match: forge.url, chat_id: 'chat-1' } },
    ]);
    expect(listBranchSignals()).toHaveLength(1);
  });

  test.each([
    ['a branch that is not checked out', ['push', 'origin', 'side'], ['side']],
    ['another name at the remote', ['push', 'origin', 'HEAD:other'], ['other']],
    ['push options in front', ['-c', 'a.b=c', 'push', '-fu', 'origin', '@'], ['main']],
    ['the default of the configuration', ['push'], ['main']],
    ['several branches', ['push', 'origin', 'main', 'side'], ['main', 'side']],
    ['a tag', ['push', 'origin', 'v1'], []],
    ['a dry run', ['push', '--dry-run', 'origin', 'main'], []],
    ['a URL instead of a remote', ['push', 'ORIGIN', 'HEAD:refs/heads/a$b'], ['a$b']],
    ['an alias', ['publish', 'side'], ['side']],
  ])('reports %s', async (_, args, branches) => {
    await git(clone, ['branch', 'side']);
    await git(clone, ['tag', 'v1']);
    await git(clone, ['config', 'branch.main.remote', 'origin']);
    await git(clone, ['config', 'branch.main.merge', 'refs/heads/main']);
    await git(clone, ['config', 'alias.publish', 'push origin']);

    const result = await run(args.map((arg) => (arg === 'ORIGIN' ? origin : arg)));

    expect(result).toMatchObject({ succeeded: true });
    expect(listBranchSignals().toSorted((a, b) => (a.branch < b.branch ? -1 : 1))).toEqual(
      branches.map((branch) => ({ branch, origin })),
    );
  });

  // S13
  test('reports the commit that is pushed', async () => {
    await run(['push', 'origin', 'main', 'HEAD:other']);
    const { stdout } = await git(clone, ['rev-parse', 'HEAD']);
    const commits = afterpush.requests.flatMap(({ query, body }) => {
      const { head_sha: commit } = { ...query, ...(body as object) } as Record<string, string>;
      return commit ?? [];
    });
    expect(commits).toEqual([stdout.trim(), stdout.trim()]);
  });

  test('reports the branch of a detached HEAD by its destination', async () => {
    await git(clone, ['checkout', '--quiet', '--detach']);

    const result = await run(['push', 'origin', 'HEAD:refs/heads/detached']);

    expect(result).toMatchObject({ succeeded: true });
    expect(listBranchSignals()).toEqual([{ branch: 'detached', origin }]);
  });

  test('reports the branch of the worktree it runs in', async () => {
    const worktree = join(directory, 'worktree');
    await git(clone, ['worktree', 'add', '--quiet', '-b', 'in-worktree', worktree]);

    const result = await run(['push', 'origin', 'HEAD'], worktree);

    expect(result).toMatchObject({ succeeded: true });
    expect(listBranchSignals()).toEqual([{ branch: 'in-worktree', origin }]);
  });

  test('reports the branch of the clone that -C names', async () => {
    const result = await run(['-C', clone, 'push', 'origin', 'HEAD'], directory);

    expect(result).toMatchObject({ succeeded: true });
    expect(listBranchSignals()).toEqual([{ branch: 'main', origin }]);
  });

  test('reports the URL behind insteadOf and pushurl, without credentials', async () => {
    const secret = origin.replace('://', '://x-access-token@');
    await git(clone, ['config', `url.${secret}.pushInsteadOf`, 'forge:shop']);
    await git(clone, ['remote', 'set-url', 'origin', 'forge:shop']);

    const result = await run(['push', 'origin', 'main']);

    // The URL contains the user name of our credentials, so git prompts only for the password.
    expect(result).toMatchObject({ succeeded: true });
    expect(afterpush.requests.map(({ query }) => query.match)).toEqual([forge.url]);
    expect(listBranchSignals()).toEqual([{ branch: 'main', origin }]);
  });

  test('reports a push whose URL names another user, with the only prompt there is', async () => {
    await git(clone, ['remote', 'set-url', 'origin', origin.replace('://', '://someone@')]);

    const result = await run(['push', 'origin', 'main']);

    expect(result).toMatchObject({ succeeded: true });
    expect(forge.credentials).toContain('someone:forge-token');
    expect(listBranchSignals()).toEqual([{ branch: 'main', origin }]);
  });

  test('does not report a deletion', async () => {
    await run(['push', 'origin', 'main:gone', 'main:kept']);
    afterpush.requests.length = 0;

    const first = await run(['push', 'origin', ':gone']);
    const second = await run(['push', '--delete', 'origin', 'kept']);

    expect([first.succeeded, second.succeeded]).toEqual([true, true]);
    expect(listBranchSignals()).toEqual([]);
  });

  test('sends the path when git is configured to use it', async () => {
    await run(['-c', 'credential.useHttpPath=true', 'push', 'origin', 'main']);

    expect(afterpush.requests[0]?.query.match).toBe(origin);
  });

  test('sends the workspace when no chat is known', async () => {
    const ids = { AFTERPUSH_CHAT_ID: '', AFTERPUSH_WORKSPACE_ID: 'work-1' };
    await run(['push', 'origin', 'main'], clone, ids);

    expect(afterpush.requests[0]?.query).toMatchObject({ workspace_id: 'work-1', branch: 'main' });
    expect(afterpush.requests[0]?.query).not.toHaveProperty('chat_id');
  });
});

test('a fetch gets its credential and reports no push', async () => {
  const fetched = await run(['fetch', 'origin']);
  const listed = await run(['ls-remote', 'origin']);

  expect([fetched.succeeded, listed.succeeded]).toEqual([true, true]);
  expect(afterpush.requests).toHaveLength(4);
  expect(listBranchSignals()).toEqual([]);
});

describe('without a credential git tries its other sources', () => {
  const helper = `!printf 'username=me\\npassword=forge-token\\n'`;

  test('a configured credential helper comes first', async () => {
    const result = await run(['-c', `credential.helper=${helper}`, 'push', 'origin', 'main']);

    expect(result).toMatchObject({ succeeded: true });
    expect(afterpush.requests).toEqual([]);
  });

  test('reports an unreachable server', async () => {
    const url = `http://127.0.0.1:${await findClosedPort()}`;
    const result = await run(['push', 'origin', 'main'], clone, { AFTERPUSH_URL: url });

    expect(result.succeeded).toBe(false);
    expect(result.stderr).toContain(
      `afterpush: no server at ${url} (connection refused); continuing without credentials\n`,
    );
  });

  test('prints where to link a missing token', async () => {
    reply = { body: { url: 'http://127.0.0.1:4700/forges' } };

    const result = await run(['push', 'origin', 'main']);

    expect(result.stderr).toContain(': open http://127.0.0.1:4700/forges to link one\n');
    expect(listBranchSignals()).toEqual([{ branch: 'main', origin }]);
  });

  test('reports a push that the server could not store, and git goes on', async () => {
    reply = { body: { ...credential, signal_failure: 'the database cannot\nstore it now' } };

    const result = await run(['push', 'origin', 'main']);

    expect(result.succeeded).toBe(true);
    expect(result.stderr).toContain(
      'afterpush: the push was not reported: the database cannot store it now',
    );
  });

  test('reports a rejected token', async () => {
    reply = { status: 401, body: { detail: 'The token is\nnot\u001b[31m known' } };

    const result = await run(['push', 'origin', 'main']);

    expect(result.stderr).toContain(
      `afterpush: ${afterpush.url} returned 401: The token is not known (check AFTERPUSH_TOKEN);`,
    );
  });

  test('does not follow a redirect with the token (S10)', async () => {
    await using other = await startRecordingServer(() => ({ body: credential }));
    reply = { status: 302, headers: { location: `${other.url}/api/v1/external-auth` } };

    const result = await run(['push', 'origin', 'main']);

    expect(result.succeeded).toBe(false);
    expect(other.requests).toEqual([]);
  });

  test('rejects a credential with a line break', async () => {
    reply = { body: { username: 'x\nhost=evil.example', password: 'p' } };

    const result = await run(['push', 'origin', 'main']);

    expect(result.stderr).toContain('the server sent an invalid credential');
  });

  test('sends no token to a remote server without TLS', async () => {
    const url = 'http://afterpush.example.com';
    const result = await run(['push', 'origin', 'main'], clone, { AFTERPUSH_URL: url });

    expect(result.stderr).toContain(`refusing to send the token to ${url} unencrypted`);
  });
});

async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
