import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClone } from '../../test/support/cli/agent-clone.ts';
import {
  type RecordedRequest,
  type RecordingServer,
  type Reply,
  startRecordingServer,
} from '../../test/support/cli/recording-server.ts';
import {
  createRecordingTerminal,
  type RecordingTerminal,
} from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { eventually } from '../../test/support/eventually.ts';
import { formatChatToken } from '../domain/chat-token.ts';
import { writeConnectionFile } from '../platform/connection-file.ts';
import { packageRoot } from '../platform/package-root.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const chatToken = { id: 'token-1', token: formatChatToken('chat-9', 's'.repeat(43)) };

let server: RecordingServer;
let respond: (request: RecordedRequest) => Reply;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-cli-'));
  respond = () => ({ body: {} });
  server = await startRecordingServer((request) => respond(request));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function run(args: string[], overrides: Partial<Terminal> = {}): Promise<RecordingTerminal> {
  const terminal = createRecordingTerminal({
    directory,
    environment: {
      PATH: process.env.PATH,
      HOME: directory,
      AFTERPUSH_DATA_DIR: directory,
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
    },
    ...overrides,
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  throwInsteadOfExit(program);
  await program.parseAsync(args, { from: 'user' }).catch(() => undefined);
  return terminal;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const nested of command.commands) throwInsteadOfExit(nested);
}

describe('a token that the server refuses', () => {
  const commands = [
    ['status'],
    ['chats', 'list'],
    ['chats', 'create'],
    ['forges'],
    ['webhooks', 'status'],
    ['folders'],
    ['login-link'],
    ['refresh', 'chat-1'],
    ['checks', '--chat', 'chat-1'],
    ['reviews', '--chat', 'chat-1'],
    ['comments', '--chat', 'chat-1'],
    ['wait', '--chat', 'chat-1'],
    ['env', 'chat-1'],
    ['signal', '--origin', 'https://h.example/a/b', '--branch', 'b', '--chat', 'chat-1'],
    ['watch', '.'],
  ];

  beforeEach(() => {
    const detail = 'Send `Authorization: Bearer <token>`.';
    respond = () => ({ status: 401, body: { title: 'Unauthorized', status: 401, detail } });
  });

  test.each(commands)('is named by its variable: %s %s', async (...args) => {
    const terminal = await run(args);
    expect(terminal.errors()).toBe(
      `afterpush: ${server.url} refused AFTERPUSH_TOKEN: it is wrong or has ended.\n`,
    );
    expect(terminal.exitCode()).toBe(4);
  });

  test.each(commands)('is named by its option: %s %s', async (...args) => {
    await using elsewhere = await startRecordingServer((request) => respond(request));
    const options = ['--url', elsewhere.url, '--token', 'given'];
    const terminal = await run([...args, ...options]);
    expect(terminal.errors()).toBe(
      `afterpush: ${elsewhere.url} refused --token: it is wrong or has ended.\n`,
    );
    expect(elsewhere.requests[0]?.authorization).toBe('Bearer given');
    expect(server.requests).toEqual([]);
  });

  test('is named by its variable where only the server is an option', async () => {
    const terminal = await run(['status', '--url', server.url]);
    expect(terminal.errors()).toContain('refused AFTERPUSH_TOKEN');
  });

  test('is named as that of the data directory where it comes from there', async () => {
    const file = { url: server.url, token: 'own', pid: process.pid };
    writeConnectionFile(directory, file);
    const environment = { PATH: process.env.PATH, HOME: directory, AFTERPUSH_DATA_DIR: directory };
    const terminal = await run(['status'], { environment });
    expect(terminal.errors()).toContain('refused the token in the data directory');
  });
});

test('names the option of a server that has a wrong URL or does not respond', async () => {
  expect((await run(['status', '--url', 'nowhere'])).errors()).toContain('--url must be a URL');
  const closed = 'http://127.0.0.1:9';
  expect((await run(['status', '--url', closed])).errors()).toContain('or check --url');
  const wrong = await run(['status', '--token', 'a b']);
  expect(wrong.errors()).toBe('afterpush: --token contains invalid characters\n');
});

test('S10: no command follows a redirect, which could lead to another server', async () => {
  await using elsewhere = await startRecordingServer(() => ({ body: [] }));
  for (const status of [301, 302, 303, 307, 308]) {
    respond = ({ path }) => ({ status, headers: { location: `${elsewhere.url}${path}` } });
    for (const args of [
      ['forges'],
      ['forges', 'link', 'github'],
      ['chats', 'list'],
      ['login-link'],
    ]) {
      const terminal = await run(args, { readSecret: () => Promise.resolve('forge-token') });
      expect(terminal.hasFailed(), args.join(' ')).toBe(true);
      expect(terminal.errors()).toContain('redirect');
      expect(terminal.errors()).not.toContain('forge-token');
    }
  }
  expect(elsewhere.requests).toEqual([]);
});

test('login-link prints a new link for a browser', async () => {
  const url = 'http://127.0.0.1:4700/login?code=abc';
  respond = (request) => {
    expect([request.method, request.path]).toEqual(['POST', '/api/v1/login-links']);
    return { status: 201, body: { url, expires_at: '2026-01-01T12:10:00.000Z' } };
  };
  expect((await run(['login-link'])).output()).toBe(`${url}\n`);
});

describe('status', () => {
  const chat = toSampleChat('Fix the cart', []);

  test('--json prints the API response for the chats of all pages', async () => {
    respond = ({ query }) => ({
      body: query.cursor
        ? { chats: [{ ...chat, id: 'chat-2' }], next_cursor: null }
        : { chats: [chat], next_cursor: 'more' },
    });

    const terminal = await run(['status', '--json']);

    expect(JSON.parse(terminal.output())).toEqual([chat, { ...chat, id: 'chat-2' }]);
    expect(server.requests[0]?.authorization).toBe('Bearer local-token');
  });

  test.each([
    ['2026-01-01T12:00:00.000Z', /Polling paused since 2026-01-01 \d\d:\d\d\. Pushes/],
    [null, /Polling is off: AFTERPUSH_POLL_FACTOR is 0\. Pushes/],
  ])('says that polling is paused, since %s', async (pausedAt, notice) => {
    const polling = { factor: pausedAt ? 1 : 0, paused: true, paused_at: pausedAt };
    respond = ({ path }) => ({
      body: path === '/api/v1/health' ? { polling } : { chats: [chat], next_cursor: null },
    });
    expect((await run(['status'], { columns: 80 })).output()).toMatch(notice);
    const piped = await run(['status']);
    expect(piped.errors()).toMatch(notice);
    expect(piped.output()).not.toMatch(notice);
  });

  test('--watch prints the table again after an event', async () => {
    const stop = new AbortController();
    respond = ({ path }) => {
      if (path === '/api/v1/events') return { text: 'event: resync\ndata: {}\n\n' };
      const reads = server.requests.filter((request) => request.path === path).length;
      // At the start, after connecting, and for the event.
      if (reads === 3) stop.abort();
      return { body: { chats: [chat], next_cursor: null } };
    };

    const terminal = await run(['status', '--watch'], { stopped: stop.signal });

    expect(terminal.output().match(/Fix the cart/g)).toHaveLength(3);
  });

  test('--watch says that the server is away, and follows it again when it is back', async () => {
    const stop = new AbortController();
    let errors = '';
    respond = ({ path }) =>
      path === '/api/v1/events' ? { text: '' } : { body: { chats: [chat], next_cursor: null } };
    const ended = run(['status', '--watch'], {
      stopped: stop.signal,
      writeError: (text) => void (errors += text),
    });
    await eventually('the subscription', () =>
      server.requests.some(({ path }) => path === '/api/v1/events'),
    );
    const port = Number(new URL(server.url).port);
    await server[Symbol.asyncDispose]();
    await eventually('the outage', () => errors !== '');
    server = await startRecordingServer((request) => respond(request), port);
    await eventually('the recovery', () => errors.includes('again'));
    stop.abort();
    await ended;
    expect(errors).toBe(
      'afterpush: the server does not respond: retrying\nafterpush: the server responds again\n',
    );
  });
});

describe('chats', () => {
  test('create prints the environment of the agent, and nothing else for a shell to evaluate', async () => {
    respond = ({ path }) => ({
      status: 201,
      body: path.endsWith('/tokens') ? chatToken : toSampleChat('Fix', [], 'chat-9'),
    });

    const terminal = await run('chats create --title Fix --workspace w --agent Codex'.split(' '));

    const [first, ...others] = terminal.output().split('\n');
    expect(terminal.errors()).toBe('Created chat chat-9\n');
    expect(first).toMatch(/^export GIT_ASKPASS=\/.*dist\/askpass\.js$/);
    expect(others).toEqual([
      'export AFTERPUSH_CHAT_ID=chat-9',
      `export AFTERPUSH_URL=${server.url}`,
      `export AFTERPUSH_TOKEN=${chatToken.token}`,
      '',
    ]);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/chats',
        body: { title: 'Fix', workspace_id: 'w', agent: 'Codex' },
      },
      { method: 'POST', path: '/api/v1/chats/chat-9/tokens' },
    ]);
  });

  test('list sends its filters', async () => {
    const chats = [toSampleChat('Fix', [])];
    respond = () => ({ body: { chats, next_cursor: null } });

    const args = ['--pr-status', 'draft,open', '--search', 'cart', '--archived'];
    const terminal = await run(['chats', 'list', ...args]);

    expect(terminal.output()).toBe('chat-1\tFix\t\n');
    expect(server.requests[0]?.query).toMatchObject({
      pr_status: 'draft,open',
      q: 'cart',
      archived: 'all',
    });
  });

  test('archive and delete send the chat’s id', async () => {
    const chat = toSampleChat('Fix', [], 'a/b');
    respond = ({ method }) => (method === 'DELETE' ? { status: 204 } : { body: chat });

    await run(['chats', 'archive', 'a/b']);
    await run(['chats', 'delete', 'a/b', '--yes']);

    expect(server.requests.filter(({ method }) => method !== 'GET')).toMatchObject([
      { method: 'PATCH', path: '/api/v1/chats/a%2Fb', body: { archived: true } },
      { method: 'DELETE', path: '/api/v1/chats/a%2Fb' },
    ]);
  });

  test('unarchive, snooze and wake send what changes, and snooze says until when', async () => {
    const until = '2026-12-01T09:00:00.000Z';
    respond = () => ({ body: { ...toSampleChat('Fix', [], 'one'), snoozed_until: until } });

    await run(['chats', 'unarchive', 'one']);
    const terminal = await run(['chats', 'snooze', 'one', '--until', until]);
    await run(['chats', 'wake', 'one']);

    expect(terminal.errors()).toBe(`Snoozed until ${until}\n`);
    const changes = server.requests.filter(({ method }) => method === 'PATCH');
    expect(changes.map(({ body }) => body)).toEqual([
      { archived: false },
      { snoozed_until: until },
      { snoozed_until: null },
    ]);
  });

  test('snooze for a duration counts by the clock of the server', async () => {
    respond = () => ({
      body: toSampleChat('Fix', [], 'one'),
      headers: { date: 'Mon, 03 Feb 2031 04:05:06 GMT' },
    });

    await run(['chats', 'snooze', 'one', '--for', '2h']);

    const change = server.requests.find(({ method }) => method === 'PATCH');
    expect(change?.body).toEqual({ snoozed_until: expect.stringMatching(/^2031-02-03T06:/) });
  });

  test.each([
    [[], 'give either --for <duration> or --until <instant>'],
    [['--for', '2h', '--until', '2026-12-01'], 'give either --for <duration> or --until <instant>'],
    [['--for', 'ever'], '--for must be a duration of at most a year, like 2h, not "ever"'],
    [['--for', '400d'], '--for must be a duration of at most a year, like 2h, not "400d"'],
    [['--until', 'tea'], '--until must be an instant like 2026-12-01T09:00, not "tea"'],
  ])('snooze with %j sends nothing', async (options, message) => {
    const terminal = await run(['chats', 'snooze', 'one', ...options]);

    expect(terminal.errors()).toBe(`afterpush: ${message}\n`);
    expect(server.requests).toEqual([]);
  });

  test('delete names the chat before it deletes, and takes a refusal', async () => {
    const chat = toSampleChat('Fix', [toSampleStatus()], 'chat-1');
    respond = ({ method }) => (method === 'DELETE' ? { status: 204 } : { body: chat });
    const questions: string[] = [];
    const reply = (isAgreed: boolean) => (question: string) => {
      questions.push(question);
      return Promise.resolve(isAgreed);
    };

    const refused = await run(['chats', 'delete', 'chat-1'], { confirm: reply(false) });
    expect(refused.errors()).toBe('Nothing was deleted.\n');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);

    await run(['chats', 'delete', 'chat-1'], { confirm: reply(true) });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'DELETE']);
    expect(questions[0]).toBe('Delete chat chat-1 (Fix) and its 1 tracked branch?');
  });

  test('delete without a terminal names the option that deletes', async () => {
    respond = () => ({ body: toSampleChat('Fix', []) });
    const terminal = await run(['chats', 'delete', 'chat-1']);
    expect(terminal.errors()).toBe(
      'afterpush: not a terminal, so nothing was deleted: add --yes to delete without a confirmation\n',
    );
    expect(terminal.exitCode()).toBe(2);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

test('chats list without a match succeeds, and prints no line', async () => {
  respond = () => ({ body: { chats: [], next_cursor: null } });
  const terminal = await run(['chats', 'list']);
  expect([terminal.output(), terminal.errors()]).toEqual(['', 'No chats found.\n']);
  expect(terminal.exitCode()).toBe(0);
});

describe('refresh', () => {
  const failure = { kind: 'unavailable', message: 'GitHub answered 503', retry_at: null } as const;

  test('prints the chat', async () => {
    respond = () => ({ body: toSampleChat('Fix', [toSampleStatus({ failure: null })]) });

    const terminal = await run(['refresh', 'chat-1']);

    expect(terminal.output()).toContain('Fix');
    expect(terminal.errors()).toBe('');
  });

  test('fails for an archived chat, whose branches are not refreshed', async () => {
    respond = () => ({ body: { ...toSampleChat('Fix', [toSampleStatus({})]), archived: true } });

    const terminal = await run(['refresh', 'chat-1']);

    expect(terminal.exitCode()).toBe(1);
    expect(terminal.errors()).toContain('is archived: unarchive it to refresh it');
  });

  test.each([[[]], [['--json']]])(
    'fails when a branch was not refreshed, after printing it: %j',
    async (options) => {
      respond = () => ({ body: toSampleChat('Fix', [toSampleStatus({ failure })]) });

      const terminal = await run(['refresh', 'chat-1', ...options]);

      expect(terminal.output()).toContain('Fix');
      expect(terminal.errors()).toContain('was not refreshed: GitHub answered 503');
    },
  );
});

describe('signal', () => {
  test('reports the branch and remote of the clone it runs in, without credentials', async () => {
    respond = () => ({ status: 202, body: { chat_ids: ['chat-1'] } });
    const clone = await createClone(join(directory, 'c'), 'https://me:secret@h.example/a/b.git');

    const terminal = await run(['signal', '--chat', 'chat-1'], { directory: clone });

    expect(terminal.output()).toBe('chat-1\n');
    expect(server.requests).toMatchObject([
      { body: { origin: 'https://h.example/a/b.git', branch: 'main', chat_id: 'chat-1' } },
    ]);
  });

  test('says which chats are archived and only stored it', async () => {
    respond = () => ({ status: 202, body: { chat_ids: ['a', 'b'], archived_chat_ids: ['b'] } });
    const push = ['--origin', 'https://h.example/a/b.git', '--branch', 'main'];

    const terminal = await run(['signal', '--workspace', 'w', ...push]);

    expect(terminal.output()).toBe('a\nb\n');
    expect(terminal.errors()).toBe('afterpush: chat b is archived: unarchive it to see the push\n');
  });

  test('fails when no forge serves the remote, and tracks nothing', async () => {
    const detail = 'No configured forge serves foo. Check the remote.';
    respond = () => ({ status: 422, body: { title: 'Unprocessable', status: 422, detail } });

    const args = ['signal', '--origin', 'foo', '--branch', 'x', '--chat', 'chat-1'];
    const terminal = await run(args);

    expect(server.requests).toMatchObject([{ body: { origin: 'foo', require_forge: true } }]);
    expect(terminal.errors()).toContain(detail);
    expect(terminal.output()).toBe('');
  });

  test.each([
    [['--chat', 'chat-1'], 'chat "chat-1" did not receive the push'],
    [['--workspace', 'w'], 'no chat belongs to workspace "w"'],
  ])('fails when it reached no chat: %j', async (subject, message) => {
    respond = () => ({ status: 202, body: { chat_ids: [] } });

    const terminal = await run(['signal', '--origin', 'https://h/a', '--branch', 'x', ...subject]);

    expect(terminal.errors()).toContain(message);
  });

  test.each([
    [' ', 'afterpush: --branch "" is empty\n'],
    ['', 'afterpush: --branch "" is empty\n'],
    ['a..b', 'afterpush: --branch "a..b" contains "..", which git allows in no name\n'],
    ['main.lock', /^afterpush: --branch "main\.lock" has a part that ends with "\.lock"/],
  ])(
    'refuses the branch %j by the name of the option, and sends nothing',
    async (name, message) => {
      const push = ['--origin', 'https://h.example/a/b.git', '--chat', 'chat-1'];

      const terminal = await run(['signal', ...push, '--branch', name]);

      expect(terminal.errors()).toMatch(message);
      expect(terminal.exitCode()).toBe(2);
      expect(server.requests).toEqual([]);
    },
  );

  test('names the missing option outside of a clone', async () => {
    const terminal = await run(['signal', '--workspace', 'w', '--branch', 'b']);

    expect(terminal.errors()).toBe(
      'afterpush: no remote here: use --origin, or run this in a clone\n',
    );
    expect(server.requests).toEqual([]);
  });

  test('sends nothing without a chat and a workspace', async () => {
    const terminal = await run(['signal', '--origin', 'https://h/a/b', '--branch', 'b']);

    expect(terminal.errors()).toContain('set AFTERPUSH_CHAT_ID');
    expect(server.requests).toEqual([]);
  });
});

describe('forges', () => {
  const forge = {
    id: 'github',
    type: 'github',
    web_base_url: 'https://github.com',
    api_base_url: 'https://api.github.com',
    token_linked: true,
    paused_until: null,
    budgets: [],
  };

  test('link sends the token it reads and never prints it', async () => {
    respond = ({ method }) => ({ body: method === 'GET' ? [forge] : forge });

    const terminal = await run(['forges', 'link', 'github'], {
      readSecret: async () => 'forge-token',
    });

    expect(terminal.output()).toBe('Linked a token for https://github.com\n');
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/api/v1/forges' },
      { method: 'PUT', path: '/api/v1/forges/github/token', body: { token: 'forge-token' } },
    ]);
  });

  test('link names the forges before it reads a token for one that does not exist', async () => {
    respond = () => ({ body: [forge] });
    const readSecret = () => Promise.reject(new Error('read a token'));

    const terminal = await run(['forges', 'link', 'nope'], { readSecret });

    expect(terminal.errors()).toBe('afterpush: there is no forge "nope": choose one of github\n');
    expect(terminal.exitCode()).toBe(2);
  });

  test('link does not accept a token as argument', async () => {
    const terminal = await run(['forges', 'link', 'github', 'forge-token']);

    expect(terminal.errors()).toContain('too many arguments');
    expect(server.requests).toEqual([]);
  });

  test('list shows which forges have a token', async () => {
    respond = () => ({ body: [forge, { ...forge, id: 'own', token_linked: false }] });

    const terminal = await run(['forges', 'list']);

    expect(terminal.output()).toMatch(/^github\t.*\tlinked\t$/m);
    expect(terminal.output()).toMatch(/^own\t.*\tnot linked\t$/m);
  });
});

test.each([[['env', 'chat-1']], [['env', '--chat', 'chat-1']]])(
  'S10: %j prints exports for the shell of an agent, with a token for its chat only',
  async (args) => {
    respond = () => ({ status: 201, body: chatToken });

    const terminal = await run(args);

    expect(terminal.output()).toContain('export AFTERPUSH_CHAT_ID=chat-1\n');
    expect(terminal.output()).toContain(`export AFTERPUSH_URL=${server.url}\n`);
    expect(terminal.output()).toContain(`export AFTERPUSH_TOKEN=${chatToken.token}\n`);
    expect(terminal.output()).not.toContain('local-token');
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v1/chats/chat-1',
      'POST /api/v1/chats/chat-1/tokens',
    ]);
  },
);

test('a chat token names the chat that commands are about', async () => {
  respond = () => ({ body: { comments: [] } });
  const environment = {
    AFTERPUSH_DATA_DIR: directory,
    AFTERPUSH_URL: server.url,
    AFTERPUSH_TOKEN: formatChatToken('chat-7', 's'.repeat(43)),
  };

  await run(['comments'], { environment });

  expect(server.requests).toMatchObject([{ path: '/api/v1/chats/chat-7/comments' }]);
});

test('status of an agent shows its chat', async () => {
  respond = () => ({ body: toSampleChat('Fix the cart', [], 'chat-7') });
  const environment = {
    AFTERPUSH_DATA_DIR: directory,
    AFTERPUSH_URL: server.url,
    AFTERPUSH_TOKEN: formatChatToken('chat-7', 's'.repeat(43)),
  };

  const terminal = await run(['status'], { environment });

  expect(terminal.output()).toContain('Fix the cart');
  expect(server.requests).toMatchObject([{ path: '/api/v1/chats/chat-7' }]);
});

test('chats tokens lists tokens, and end-token ends one', async () => {
  const at = '2026-01-01T12:00:00.000Z';
  respond = () => ({ body: { tokens: [{ id: 'token-1', created_at: at, last_used_at: null }] } });

  const listed = await run(['chats', 'tokens', 'chat-1']);
  respond = () => ({ status: 204 });
  const ended = await run(['chats', 'end-token', 'chat-1', 'token-1']);

  expect(listed.output()).toBe('token-1\t2026-01-01T12:00:00.000Z\tnever\n');
  expect(ended.errors()).toBe('');
  expect(server.requests.at(-1)).toMatchObject({
    method: 'DELETE',
    path: '/api/v1/chats/chat-1/tokens/token-1',
  });
});

test('askpass --path prints the program for GIT_ASKPASS', async () => {
  expect((await run(['askpass', '--path'])).output()).toMatch(/^\/.*dist\/askpass\.js\n$/);
});

describe('prints one line for', () => {
  test('a missing server', async () => {
    const environment = { AFTERPUSH_DATA_DIR: directory };
    const terminal = await run(['status'], { environment });

    expect(terminal.hasFailed()).toBe(true);
    expect(terminal.errors()).toBe(
      'afterpush: no Afterpush server found: start one with `npx afterpush serve`, ' +
        'or set AFTERPUSH_URL and AFTERPUSH_TOKEN\n',
    );
  });

  test('a server that does not respond', async () => {
    await server[Symbol.asyncDispose]();

    const terminal = await run(['refresh', 'chat-1']);

    expect(terminal.hasFailed()).toBe(true);
    expect(terminal.errors()).toContain('does not respond (ECONNREFUSED): start it with');
  });

  test('an unknown chat', async () => {
    respond = ({ path }) =>
      path === '/api/v1/chats'
        ? { body: { chats: [], next_cursor: null } }
        : { status: 404, body: { title: 'Not found', detail: 'Not found.', status: 404 } };

    const terminal = await run(['chats', 'delete', 'x']);

    expect(terminal.hasFailed()).toBe(true);
    expect(terminal.errors()).toBe('afterpush: no chat matches "x" (see `afterpush chats list`)\n');
  });

  test('an unknown state of a pull request', async () => {
    const terminal = await run(['chats', 'list', '--pr-status', 'opened']);

    expect(terminal.errors()).toBe(
      'afterpush: --pr-status must be draft, open, merged, closed or none\n',
    );
    expect(server.requests).toEqual([]);
  });

  test('a port that is not a number', async () => {
    const terminal = await run(['serve', '--port', 'abc']);

    expect(terminal.hasFailed()).toBe(true);
    expect(terminal.errors()).toBe(
      'afterpush: --port must be a number from 0 to 65535, not "abc"\n',
    );
  });

  test('a problem that the API reports', async () => {
    respond = () => ({ status: 409, body: { title: 'Conflict', detail: 'No chat\u001b[2J "x"' } });

    const terminal = await run(['chats', 'archive', 'x']);

    expect(terminal.hasFailed()).toBe(true);
    expect(terminal.errors()).toBe('afterpush: No chat "x"\n');
  });

  test('an unknown command, with a suggestion', async () => {
    const terminal = await run(['statsu']);

    expect(terminal.errors()).toContain("afterpush: unknown command 'statsu'");
    expect(terminal.errors()).toContain('Did you mean status?');
  });
});

test('serve passes on its options', async () => {
  const received: unknown[] = [];
  const serve = async (options: unknown) => void received.push(options);
  const program = createProgram({ serve, terminal: createRecordingTerminal() });

  await program.parseAsync(['serve', '--demo', '--port', '0'], { from: 'user' });

  expect(received).toEqual([{ demo: true, port: '0' }]);
});

test('--version prints a version', async () => {
  expect((await run(['--version'])).output()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('the page about the command line has every command, and no other', () => {
  const terminal = createRecordingTerminal();
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  const listNames = (command: Command, path: string): string[] => {
    const nested = command.commands.filter((each) => each.name() !== 'help');
    if (nested.length === 0) return [path];
    return nested.flatMap((each) => listNames(each, `${path} ${each.name()}`.trim()));
  };
  const page = readFileSync(join(packageRoot, 'docs/command-line.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z -]+)` \|/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(listNames(program, '')));
});
