import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
import type { Comment } from '../contract/comments.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const toComment = (change: Partial<Comment> = {}): Comment => ({
  id: 'first',
  chat_id: 'chat-1',
  remote_origin: 'https://forge.example/acme/shop.git',
  branch: 'agent/cart',
  pull_request_url: null,
  head_sha: 'a'.repeat(40),
  path: 'src/cart.ts',
  old_line: null,
  new_line: 7,
  start_line: 5,
  quoted: 'for (;;) {\n\tadd();\n}',
  body: 'This never ends.\n\nCount instead.',
  target: 'agent',
  author_id: 'local',
  url: null,
  created_at: '2026-01-01T12:00:00.000Z',
  received_at: null,
  ...change,
});

let server: RecordingServer;
let waiting: Comment[];
let respondToEvents: () => Reply;

beforeEach(async () => {
  waiting = [toComment()];
  respondToEvents = () => ({ text: '' });
  server = await startRecordingServer(respond);
});

afterEach(() => server[Symbol.asyncDispose]());

function respond({ method, path }: RecordedRequest): Reply {
  if (path === '/api/v1/events') return respondToEvents();
  if (method === 'GET') return { body: { comments: waiting } };
  const [, id] = /comments\/(.*)\/received$/.exec(path) ?? [];
  const received = waiting.find((comment) => comment.id === id);
  waiting = waiting.filter((comment) => comment !== received);
  return { body: received };
}

async function run(args: string[], change: Partial<Terminal> = {}): Promise<RecordingTerminal> {
  const terminal = createRecordingTerminal({
    environment: {
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      AFTERPUSH_CHAT_ID: 'chat-1',
    },
    ...change,
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  throwInsteadOfExit(program);
  await program.parseAsync(['comments', ...args], { from: 'user' }).catch(() => undefined);
  return terminal;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const nested of command.commands) throwInsteadOfExit(nested);
}

const listCalls = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('comments', () => {
  test('prints the place, the lines and the text, and marks the comment as received', async () => {
    const terminal = await run([]);

    expect(terminal.output()).toBe(`## src/cart.ts:5-7 (agent/cart at aaaaaaa)
> for (;;) {
> \tadd();
> }

This never ends.

Count instead.
`);
    expect(server.requests[0]?.query).toEqual({ waiting: 'true' });
    expect(listCalls()).toEqual([
      'GET /api/v1/chats/chat-1/comments',
      'POST /api/v1/chats/chat-1/comments/first/received',
    ]);
  });

  test('prints several comments one after the other', async () => {
    const deleted = { old_line: 3, new_line: null, start_line: null, quoted: '' };
    waiting.push(toComment({ id: 'second', head_sha: null, body: 'Why?', ...deleted }));
    const terminal = await run([]);
    expect(terminal.output().split('Count instead.\n')[1]).toBe(
      '\n## src/cart.ts:3 (agent/cart, deleted)\n\nWhy?\n',
    );
  });

  test('--chat prints the comments of another chat', async () => {
    await run(['--chat', 'chat/2', '--keep']);
    expect(listCalls().at(-1)).toBe('GET /api/v1/chats/chat%2F2/comments');
  });

  test('fails without a chat', async () => {
    const terminal = await run([], { environment: {} });
    expect(terminal.errors()).toContain('AFTERPUSH_CHAT_ID');
    expect(terminal.hasFailed()).toBe(true);
  });

  test('--keep does not mark comments as received', async () => {
    await run(['--keep']);
    expect(waiting).toHaveLength(1);
  });

  test('succeeds when there are none', async () => {
    waiting = [];
    const terminal = await run([]);
    expect(terminal.output()).toBe('');
    expect(terminal.errors()).toBe('No new comments.\n');
    expect(terminal.hasFailed()).toBe(false);
  });

  test('--json prints the API response', async () => {
    const given = waiting;
    expect(JSON.parse((await run(['--json'])).output())).toEqual(given);
    expect((await run(['--json'])).output()).toBe('[]\n');
  });

  test('removes control characters from untrusted text', async () => {
    const hostile = 'a\x1b[2Jb\x9b31mc\r\n  d\u202ee\u2028f\x07';
    waiting = [toComment({ path: hostile, quoted: hostile, body: hostile, branch: hostile })];
    const given = waiting;

    const text = (await run(['--keep'])).output();
    const json = (await run(['--keep', '--json'])).output();

    expect(text.split('\n')).toEqual([
      '## ab 31mc   de f :5-7 (ab 31mc   de f  at aaaaaaa)',
      '> ab 31mc',
      '>   de f',
      '',
      'ab 31mc',
      '  de f',
      '',
    ]);
    expect(text + json).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(json)).toEqual(given);
  });
});

describe('comments --follow', () => {
  test('prints each new comment once', async () => {
    const stop = new AbortController();
    const arrivals = [[toComment({ id: 'second', body: 'And here.' })], []];
    respondToEvents = () => {
      const next = arrivals.shift();
      if (next) waiting.push(...next);
      else stop.abort();
      return {
        text: 'id: 1\nevent: diff_status_change\ndata: {}\n\nevent: comment_change\ndata: {}\n\n',
      };
    };

    const terminal = await run(['--follow', '--keep', '--json'], { stopped: stop.signal });

    const lines = terminal.output().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['first', 'second']);
    expect(terminal.hasFailed()).toBe(false);
  });

  test('ignores events about other changes', async () => {
    const stop = new AbortController();
    respondToEvents = () => {
      setImmediate(() => stop.abort());
      return { text: 'event: diff_status_change\ndata: {}\n\n'.repeat(5) };
    };
    await run(['--follow', '--keep'], { stopped: stop.signal });
    // At the start, and perhaps after connecting.
    expect(
      listCalls().filter((request) => request.startsWith('GET /api/v1/chats')).length,
    ).toBeLessThan(3);
  });
});
