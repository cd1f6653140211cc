import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClone, git } from '../../test/support/cli/agent-clone.ts';
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
import type { Check } from '../contract/pull-request.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

let server: RecordingServer;
let respond: (request: RecordedRequest) => Reply;
let directory: string;
let checks: Check[];

const make = (name: string, state: Check['state'], change: Partial<Check> = {}): Check => ({
  id: `id-of-${name}`,
  name,
  app: null,
  workflow: null,
  state,
  required: null,
  url: null,
  description: null,
  started_at: null,
  completed_at: null,
  log: true,
  log_reason: null,
  ...change,
});

const text = [
  '2026-01-01T12:00:00Z ##[group]Run tests',
  '\x1b[31mError: no\x1b[0m\x1b[2J\x07',
  '  at a.ts',
];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-checks-'));
  checks = [
    make('build', 'passed', { required: true }),
    make('test 1', 'failed', {
      required: true,
      started_at: '2026-01-01T12:00:00.000Z',
      completed_at: '2026-01-01T12:01:05.000Z',
      url: 'https://ci.test/1',
    }),
    make('test 2', 'pending', { log: false, log_reason: 'The job has not started.' }),
  ];
  respond = ({ path }) => {
    if (path.endsWith('/log')) {
      const headers = {
        'content-type': 'text/plain',
        'afterpush-log-first-line': '7',
        'afterpush-log-total-lines': '10',
        'afterpush-log-first-error-line': '8',
      };
      return { headers, text: text.map((line) => `${line}\n`).join('') };
    }
    if (path.endsWith('/checks')) return { body: { head_sha: null, checks } };
    const status = toSampleStatus();
    return { body: { chats: [toSampleChat('Fix', [status])], next_cursor: null } };
  };
  server = await startRecordingServer((request) => respond(request));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function run(args: string[], overrides: Partial<Terminal> = {}): Promise<RecordingTerminal> {
  const environment = {
    PATH: process.env.PATH,
    HOME: directory,
    AFTERPUSH_URL: server.url,
    AFTERPUSH_TOKEN: 'local-token',
  };
  const terminal = createRecordingTerminal({ directory, environment, ...overrides });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  throwInsteadOfExit(program);
  await program.parseAsync(['checks', ...args], { from: 'user' }).catch(() => undefined);
  return terminal;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const nested of command.commands) throwInsteadOfExit(nested);
}

describe('checks', () => {
  test('lists the checks of the chat, failed ones first', async () => {
    const output = (await run(['--chat', 'one'], { columns: 120 })).output();
    const [header = '', ...lines] = output.split('\n');
    expect(header).toMatch(/^STATE +NAME +REQUIRED +DURATION +LOG +URL$/);
    expect(lines[0]).toMatch(/^failed +test 1 +yes +1m 5s +yes +https:\/\/ci\.test\/1$/);
    expect(lines[1]).toMatch(/^pending +test 2 +\? +— +— +—$/);
    expect(lines[2]).toMatch(/^passed +build +yes/);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/api/v1/chats/one',
      '/api/v1/chats/one/checks',
    ]);
  });

  test.each([['#7'], ['acme/shop#7'], ['agent/work'], ['one']])(
    'takes the selector %s as every other command does',
    async (selector) => {
      const status = toSampleStatus({
        pr_number: 7,
        repository: 'acme/shop',
        git_branch: 'agent/work',
      });
      const chat = toSampleChat('Fix', [status], 'one');
      const found = respond;
      respond = (request) => {
        if (request.path === '/api/v1/chats') return { body: { chats: [chat], next_cursor: null } };
        if (request.path === '/api/v1/chats/one') return { body: chat };
        if (request.path.endsWith('/checks')) return found(request);
        return { status: 404, body: { type: 'about:blank', title: 'Not Found', status: 404 } };
      };
      const all = await run([selector]);
      expect([all.errors(), all.output().split('\n')]).toEqual([
        '',
        expect.objectContaining({ length: 4 }),
      ]);
      expect((await run([selector, 'build'])).output()).toMatch(/^passed\tbuild\t.*\n$/);
      expect(server.requests.at(-1)?.path).toBe('/api/v1/chats/one/checks');
    },
  );

  test('takes one word as a check of the chat of the environment, and as a chat where it has no such check', async () => {
    const environment = {
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      AFTERPUSH_CHAT_ID: 'mine',
    };
    expect((await run(['build'], { environment })).output()).toMatch(/^passed\tbuild/);
    expect(server.requests.at(-1)?.path).toBe('/api/v1/chats/mine/checks');
    await run(['other'], { environment });
    expect(server.requests.at(-1)?.path).toBe('/api/v1/chats/other/checks');
  });

  test('is wrong usage with a chat that is given twice', async () => {
    const terminal = await run(['one', 'build', '--chat', 'two']);
    expect(terminal.errors()).toContain('the chat is given twice');
    expect(terminal.exitCode()).toBe(2);
  });

  test('prints the response of the API as JSON', async () => {
    const output = JSON.parse((await run(['--chat', 'one', '--json'])).output()) as Check[];
    expect(output.map(({ name }) => name)).toEqual(['test 1', 'test 2', 'build']);
  });

  test('--log prints the log of the failed check without its escape sequences', async () => {
    const terminal = await run(['--log', '--chat', 'one']);
    expect(terminal.output()).toBe('▸ Run tests\nError: no\n  at a.ts\n');
    expect(terminal.errors()).toBe(
      'test 1 failed, lines 8 to 10 of 10; the first error is in line 9\n',
    );
    expect(server.requests.at(-1)?.path).toBe('/api/v1/chats/one/checks/id-of-test%201/log');
    expect(terminal.exitCode()).toBe(0);
  });

  test('--log keeps colours, and nothing else, in a terminal that has them', async () => {
    const paint = (_style: string, content: string) => `\x1b[1m${content}\x1b[0m`;
    const terminal = await run(['--log', '--chat', 'one'], { paint });
    expect(terminal.output()).toContain('\x1b[31mError: no\x1b[0m\x1b[0m\n');
    expect(terminal.output()).not.toMatch(/\x1b\[2J|\x07/);
  });

  test('--log --json has the lines with their place', async () => {
    const terminal = await run(['test 1', '--log', '--json', '--chat', 'one', '--lines', '3']);
    expect(JSON.parse(terminal.output())).toMatchObject({
      check: { name: 'test 1' },
      lines: text,
      first_line: 7,
      total_lines: 10,
      first_error: 1,
    });
    expect(terminal.output()).not.toContain('\x1b');
    expect(server.requests.at(-1)?.query).toEqual({ lines: '3' });
  });

  test('--log says where an error before the printed lines is', async () => {
    const listed = respond;
    respond = (request) => {
      const reply = listed(request);
      const headers = { ...reply.headers, 'afterpush-log-first-error-line': '2' };
      return request.path.endsWith('/log') ? { ...reply, headers } : reply;
    };
    const terminal = await run(['--log', '--chat', 'one']);
    expect(terminal.errors()).toContain('the first error is in line 3 (--offset 0)');
  });

  test('a check is named by its id, its name, or a part of it that only one has', async () => {
    for (const name of ['id-of-build', 'BUILD', 'uil']) {
      expect((await run([name, '--chat', 'one'])).output(), name).toMatch(/^passed\tbuild\t/);
    }
  });

  test('a name of several checks or of none is a usage error that lists the choices', async () => {
    const several = await run(['test', '--chat', 'one']);
    expect(several.exitCode()).toBe(2);
    expect(several.errors()).toContain('test 1 (id-of-test 1), test 2 (id-of-test 2)');
    const none = await run(['deploy', '--chat', 'one']);
    expect(none.exitCode()).toBe(2);
    expect(none.errors()).toContain('build (id-of-build)');
  });

  test('a check without a log has the reason', async () => {
    const terminal = await run(['test 2', '--log', '--chat', 'one']);
    expect(terminal.exitCode()).toBe(1);
    expect(terminal.errors()).toContain('test 2 has no log: The job has not started.');
  });

  test('without a failed check --log says what to do', async () => {
    checks = [make('build', 'passed')];
    expect((await run(['--log', '--chat', 'one'])).errors()).toContain('no check failed: name');
  });

  test('a refused or missing token is no access', async () => {
    respond = () => ({ status: 401, body: { detail: 'The token is wrong.' } });
    expect((await run(['--chat', 'one'])).exitCode()).toBe(4);
    respond = () => ({ status: 409, body: { detail: 'No token.', link_url: 'https://a.test' } });
    expect((await run(['--chat', 'one'])).exitCode()).toBe(4);
    respond = () => ({ status: 502, body: { detail: 'The forge is down.' } });
    expect((await run(['--chat', 'one'])).exitCode()).toBe(1);
  });
});

describe('the chat of a command', () => {
  test('is the one in the environment', async () => {
    const environment = {
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      AFTERPUSH_CHAT_ID: 'chat-9',
    };
    await run([], { environment });
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/chats/chat-9/checks']);
  });

  test.each(['https://me:secret@forge.example/acme/shop.git', 'git@forge.example:Acme/Shop'])(
    'is the one that tracks the branch here, over any protocol: %s',
    async (origin) => {
      const clone = await createClone(join(directory, 'clone'), origin);
      await git(clone, ['checkout', '--quiet', '-b', 'fix']);
      await run([], { directory: clone });
      expect(server.requests.at(-1)).toMatchObject({
        path: '/api/v1/chats/chat-1/checks',
        query: { origin: 'https://forge.example/acme/shop.git', branch: 'fix' },
      });
      // Of all chats, only those that may track it are read.
      expect(server.requests[0]?.query).toMatchObject({ repo: 'shop', q: 'fix' });
    },
  );

  test('is found by the branch that the one here is pushed to', async () => {
    const clone = await createClone(join(directory, 'clone'), 'https://forge.example/acme/shop');
    await git(clone, ['checkout', '--quiet', '-b', 'local-name']);
    await git(clone, ['config', 'branch.local-name.remote', 'origin']);
    await git(clone, ['config', 'branch.local-name.merge', 'refs/heads/fix']);
    await run([], { directory: clone });
    expect(server.requests.at(-1)?.query).toMatchObject({ branch: 'fix' });
  });

  test('that no chat tracks is named', async () => {
    const clone = await createClone(join(directory, 'clone'), 'https://forge.example/acme/other');
    const terminal = await run([], { directory: clone });
    expect(terminal.errors()).toContain('no chat tracks main of https://forge.example/acme/other');
  });

  test('outside of a clone is a usage error', async () => {
    const terminal = await run([]);
    expect(terminal.exitCode()).toBe(2);
    expect(terminal.errors()).toContain(
      'use --chat, set AFTERPUSH_CHAT_ID, or run this in a clone',
    );
  });
});
