import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git } from '../../test/support/cli/agent-clone.ts';
import { type Reply, startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import type { ForgeSummary } from '../contract/forges.ts';
import { getVersion } from '../platform/package-root.ts';
import { createProgram } from './program.ts';

const forge: ForgeSummary = {
  id: 'github',
  type: 'github',
  web_base_url: 'https://github.com',
  api_base_url: 'https://api.github.com',
  token_linked: true,
  token_source: { kind: 'gh', name: 'gh' },
  token_message: null,
  token_expires_at: null,
  paused_until: null,
  budgets: [],
};
const feed = { forge_id: 'github', last_delivery_at: null, installed_at: null };

let replies: Record<string, Reply>;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-doctor-'));
  replies = {
    '/readyz': { body: { database: true, change_feed: true } },
    '/api/v1/health': { body: { replicas: [{ version: getVersion() }] } },
    '/api/v1/forges': { body: [forge] },
    '/api/v1/forges/github/token/rights': { body: toRights([]) },
    '/api/v1/webhooks': { body: { feeds: [{ ...feed, repository: 'acme/app', state: 'live' }] } },
    '/api/v1/agent-folders': { body: { watched: [] } },
    '/api/v1/chats': { body: { chats: [], next_cursor: null } },
    '/afterpush/latest': { body: { version: getVersion() } },
  };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the command against a server with these replies, which is also the registry. */
async function run(environment: Record<string, string> = {}, args: string[] = []) {
  await using server = await startRecordingServer(({ path }) => replies[path] ?? { status: 404 });
  const terminal = createRecordingTerminal({
    directory,
    environment: {
      PATH: process.env.PATH,
      HOME: directory,
      AFTERPUSH_DATA_DIR: directory,
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      npm_config_registry: server.url,
      ...environment,
    },
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['doctor', ...args], { from: 'user' });
  return terminal;
}

/** The line of a check, with the command that mends it. */
const listFixes = (output: string) => output.replaceAll(/\n +-> /g, ' -> ').split('\n');

describe('afterpush doctor', () => {
  test('finds nothing wrong where nothing is', async () => {
    const terminal = await run();
    expect(terminal.exitCode()).toBe(0);
    expect(terminal.output()).toMatch(/^ok +git: git \d/m);
    expect(terminal.output()).toMatch(/^ok +database: the database responds$/m);
    expect(terminal.output()).toMatch(/^ok +token of github: found in gh$/m);
    expect(terminal.output()).toMatch(/^ok +webhook of acme\/app: deliveries arrive$/m);
    expect(terminal.output()).not.toMatch(/^problem/m);
  });

  test.each([
    [{ factor: 1, paused: false, paused_at: null }, /^ok +polling: the server polls$/m],
    [{ factor: 0.5, paused: false, paused_at: null }, /^ok +polling: .* 0\.5 times as often$/m],
    [
      { factor: 1, paused: true, paused_at: '2026-01-01T12:00:00.000Z' },
      /^note +polling: Polling paused since 2026-01-01 \d\d:\d\d\n +-> resume it on the Health page$/m,
    ],
    [
      { factor: 0, paused: true, paused_at: null },
      /^note +polling: Polling is off: AFTERPUSH_POLL_FACTOR is 0\n +-> set AFTERPUSH_POLL_FACTOR,/m,
    ],
  ])('says whether the server polls: %o', async (polling, line) => {
    replies['/api/v1/health'] = { body: { replicas: [{ version: getVersion() }], polling } };
    const terminal = await run();
    expect(terminal.output()).toMatch(line);
    expect(terminal.exitCode()).toBe(0);
  });

  test.each<[string, string, Record<string, Reply>]>([
    [
      'a forge without a token',
      'token of github: no token for https://github.com -> afterpush forges link github',
      { '/api/v1/forges': { body: [{ ...forge, token_linked: false, token_source: null }] } },
    ],
    [
      'a token that has expired',
      'token of github: it expired on 2026-01-01 -> afterpush forges link github',
      { '/api/v1/forges': { body: [{ ...forge, token_expires_at: '2026-01-01T00:00:00Z' }] } },
    ],
    [
      'a right that a token lacks',
      'rights of github: checks: github.com says no. Grant checks. -> afterpush forges link github',
      {
        '/api/v1/forges/github/token/rights': {
          body: toRights([
            { right: 'checks', state: 'refused', message: 'github.com says no. Grant checks.' },
          ]),
        },
      },
    ],
    [
      'single sign-on that a token lacks, with the link',
      'Authorize the token for it at https://github.com/orgs/acme/sso?a=1. -> open https://github.com/orgs/acme/sso?a=1',
      {
        '/api/v1/forges/github/token/rights': {
          body: toRights([
            {
              right: 'pull_requests',
              state: 'refused',
              message: 'Authorize the token for it at https://github.com/orgs/acme/sso?a=1.',
            },
          ]),
        },
      },
    ],
    [
      'a token that the forge rejects, once',
      'rights of github: github.com rejected the token -> afterpush forges link github',
      {
        '/api/v1/forges/github/token/rights': {
          body: toRights([
            { right: 'account', state: 'rejected', message: 'github.com rejected the token' },
          ]),
        },
      },
    ],
    [
      'a silent webhook',
      'webhook of acme/app: deliveries were expected, and none arrived -> afterpush webhooks install acme/app --forge github',
      {
        '/api/v1/webhooks': {
          body: { feeds: [{ ...feed, repository: 'acme/app', state: 'silent' }] },
        },
      },
    ],
    [
      'a database that does not respond',
      'database: the database does not respond -> check AFTERPUSH_DATABASE_URL, or start the server again',
      { '/readyz': { status: 503, body: { database: false, change_feed: false } } },
    ],
    [
      'a clock that is wrong',
      'clock: this clock and that of the server differ by',
      {
        '/readyz': {
          headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
          body: { database: true, change_feed: true },
        },
      },
    ],
    [
      'a clone that no forge serves',
      'clones: No configured forge serves git.example.com. (1 branch) -> add {"type": "...", "web_base_url": "https://git.example.com"} to AFTERPUSH_FORGES',
      toChats('no_forge', 'No configured forge serves git.example.com.'),
    ],
    [
      'a token that its organization must authorize, with the link',
      'tokens: Authorize the token at https://github.com/orgs/acme/sso?a=1 (1 branch) -> open https://github.com/orgs/acme/sso?a=1',
      toChats('forbidden', 'Authorize the token at https://github.com/orgs/acme/sso?a=1'),
    ],
  ])('names %s and what mends it, and exits with 1', async (_, line, change) => {
    Object.assign(replies, change);
    const terminal = await run();
    expect(listFixes(terminal.output())).toContainEqual(expect.stringContaining(line));
    expect(terminal.errors()).toMatch(/problems? found/);
    expect(terminal.exitCode()).toBe(1);
  });

  test('warns of a token that expires soon, and of webhooks that cannot be read', async () => {
    const soon = new Date(Date.now() + 13 * 86_400_000).toISOString();
    const message = 'To install webhooks, grant access.';
    replies['/api/v1/forges'] = { body: [{ ...forge, token_expires_at: soon }] };
    replies['/api/v1/forges/github/token/rights'] = {
      body: toRights([{ right: 'webhooks', state: 'refused', message }]),
    };
    const terminal = await run();
    expect(terminal.output()).toMatch(/^note +token of github: it expires on 20/m);
    expect(terminal.output()).toMatch(/^note +rights of github: webhooks: To install/m);
    expect(terminal.exitCode()).toBe(0);
  });

  test('names the remotes of watched clones that no forge serves', async () => {
    const clone = join(directory, 'clone');
    await git(directory, ['init', '--quiet', clone]);
    await git(clone, ['remote', 'add', 'origin', 'https://git.example.com/acme/app.git']);
    await git(clone, ['remote', 'add', 'github', 'git@github.com:acme/app.git']);
    const line =
      /^note +clones: no forge serves git\.example\.com, to which \S+clone pushes -> add .*git\.example\.com/m;
    const listed = async () => listFixes((await run()).output()).join('\n');
    expect(await listed()).not.toMatch(line);

    replies['/api/v1/agent-folders'] = { body: { watched: [directory] } };
    expect(await listed()).toMatch(line);

    replies['/api/v1/agent-folders'] = { body: { watched: [] } };
    const checkout = { path: clone, exists: true };
    const chats = [{ diff_statuses: [], checkout }];
    replies['/api/v1/chats'] = { body: { chats, next_cursor: null } };
    expect(await listed()).toMatch(line);
  });

  test('names the folders and clones that cannot be watched', async () => {
    const broken = join(directory, 'folder', 'broken');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, '.git'), 'nonsense');
    const [gone, old] = [join(directory, 'gone'), join(directory, "Ada's old")];
    replies['/api/v1/agent-folders'] = {
      body: { watched: [join(directory, 'folder'), gone, old], followed: [old] },
    };
    const terminal = await run();
    const fixes = listFixes(terminal.output()).filter((line) => line.includes('folders:'));
    expect(fixes.map((line) => line.replaceAll(directory, 'D'))).toEqual([
      'problem folders: D/folder/broken is not watched: its .git file does not name a git directory -> git -C D/folder/broken status',
      'problem folders: D/gone is not watched: it does not exist -> remove D/gone from AFTERPUSH_WATCH',
      "problem folders: D/Ada's old is not watched: it does not exist -> afterpush folders unfollow 'D/Ada'\\''s old'",
    ]);
    expect(terminal.exitCode()).toBe(1);
  });

  test('names an askpass that cannot be run', async () => {
    const terminal = await run({ GIT_ASKPASS: '/nowhere/askpass' });
    expect(terminal.output()).toMatch(/^problem +askpass: GIT_ASKPASS names \/nowhere\/askpass/m);
  });

  test('names a newer version, and says when the registry does not answer', async () => {
    replies['/afterpush/latest'] = { body: { version: '999.0.0' } };
    expect((await run()).output()).toMatch(/^note +release: 999\.0\.0 is newer/m);
    replies['/afterpush/latest'] = { status: 500 };
    expect((await run()).output()).toMatch(/^unknown +release/m);
  });

  test('without a server, says how to start one', async () => {
    const terminal = await run({ AFTERPUSH_URL: '', AFTERPUSH_TOKEN: '' });
    const fixes = listFixes(terminal.output());
    expect(fixes).toContainEqual(
      expect.stringMatching(/^problem +server: .* -> npx afterpush serve/),
    );
  });

  test('with a token that may not read everything, says what is unknown', async () => {
    replies['/api/v1/webhooks'] = { status: 403, body: { status: 403, detail: 'Only one chat.' } };
    const terminal = await run();
    expect(terminal.output()).toMatch(/^unknown +tokens: the server refused: .*Only one chat/m);
  });

  test('prints JSON, and no control character of what a forge sent', async () => {
    Object.assign(replies, toChats('forbidden', 'evil\u001b[31m'));
    const terminal = await run({}, ['--json']);
    expect(terminal.output()).not.toContain('\u001b');
    expect(JSON.parse(terminal.output()).findings).toContainEqual({
      check: 'tokens',
      state: 'problem',
      message: 'evil\u001b[31m (1 branch)',
      fix: null,
    });
    expect((await run()).output()).not.toContain('\u001b');
  });
});

type Right = { right: string; state: string; message: string | null };

function toRights(others: Right[]) {
  const rights = ['account', 'pull_requests', 'checks', 'webhooks'].map((right) => {
    const other = others.find((one) => one.right === right);
    return other ?? { right, state: 'readable', message: null };
  });
  return { forge_id: 'github', repository: null, rights, token_expires_at: null };
}

/** A branch whose last refresh failed. */
function toChats(kind: string, message: string): Record<string, Reply> {
  const failure = { kind, message, retry_at: null };
  const status = { remote_origin: 'https://git.example.com/acme/app.git', failure, checks: null };
  const chats = [{ diff_statuses: [status], checkout: null }];
  return { '/api/v1/chats': { body: { chats, next_cursor: null } } };
}
