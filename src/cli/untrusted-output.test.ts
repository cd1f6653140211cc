import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { createProgram } from './program.ts';

/** An escape sequence, C0 and C1 controls, direction marks and line separators. */
const hostile =
  'a\x1b[31m\x1b]0;t\x07\x9b31m\x85\x7f\x00\r\u202eevil\u2066\u200f\u061c\u2028\u2029\ud83d end';

/** Their values are some words of the contract, or instants. */
const fixed = /^(?:kind|reason|section|type|.*state|.*_at|since)$/;

/** The same value with the hostile text in place of every text that can be any text. */
function corrupt(value: unknown): unknown {
  if (typeof value === 'string') return hostile;
  if (Array.isArray(value)) return value.map(corrupt);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, fixed.test(name) ? part : corrupt(part)]),
  );
}

const failure = { kind: 'internal', message: 'text', retry_at: null } as const;
const status = toSampleStatus({
  url: 'text',
  pr_number: 7,
  pull_request_state: 'open',
  pull_request_title: 'text',
  requested_reviewers: ['text'],
  labels: [{ name: 'text', color: null }],
  failure,
});
const chat = { ...toSampleChat('text', [status]), workspace_id: 'text', agent: 'text' };
const comment = {
  id: '1',
  path: 'text',
  old_line: null,
  new_line: 3,
  start_line: null,
  branch: 'text',
  head_sha: 'text',
  quoted: 'text',
  body: 'text',
};
const forge = {
  id: 'text',
  type: 'github',
  web_base_url: 'text',
  token_linked: true,
  paused_until: 'text',
  budgets: [{ bucket: 'text', quota: 9, remaining: 1, reset_at: '2026-01-01T12:00:00.000Z' }],
};
const feed = { repository: 'text', forge_id: 'text', state: 'never', last_delivery_at: 'text' };

const check = { id: 'text', name: 'text', state: 'failed', required: null, url: 'text', log: true };

const bodies: Record<string, unknown> = {
  'GET /api/v1/chats': { chats: [chat], next_cursor: null },
  'POST /api/v1/chats': chat,
  'GET /api/v1/chats/c': chat,
  'POST /api/v1/chats/c/refresh': chat,
  'GET /api/v1/chats/c/comments': { comments: [comment] },
  'GET /api/v1/chats/c/checks': { checks: [{ ...check, started_at: null, completed_at: null }] },
  'GET /api/v1/chats/c/reviews': {
    reviews: [{ reviewer: 'text', state: 'approved' }],
    threads: [
      {
        kind: 'text',
        path: 'text',
        line: 3,
        resolved: false,
        url: 'text',
        comments: [{ author: 'text', body: 'text' }],
      },
    ],
    threads_unread: ['text'],
  },
  'POST /api/v1/push-signals': { chat_ids: ['text'] },
  'POST /api/v1/chats/c/tokens': { id: 'text', token: 'text' },
  'GET /api/v1/chats/c/tokens': {
    tokens: [{ id: 'text', created_at: 'text', last_used_at: 'text' }],
  },
  'GET /api/v1/forges': [forge],
  'PUT /api/v1/forges/f/token': forge,
  'GET /api/v1/webhooks': { feeds: [feed] },
  'POST /api/v1/webhooks': feed,
};

const commands = [
  'status',
  'status --json',
  'reviews --chat c',
  'reviews --chat c --json',
  'chats list',
  'chats list --json',
  'chats tokens c',
  'chats tokens c --json',
  'chats create',
  'chats create --json',
  'refresh c',
  'refresh c --json',
  'wait --chat c --timeout 1ms',
  'wait --chat c --timeout 1ms --json',
  'env c',
  'comments --keep --chat c',
  'comments --keep --chat c --json',
  'checks --chat c',
  'checks --chat c --json',
  'checks --chat c --log',
  'checks --chat c --log --json',
  'signal --origin o --branch b --chat c',
  'forges list',
  'forges list --json',
  'forges link f',
  'webhooks status',
  'webhooks status --json',
  'webhooks install r',
];

async function run(args: string[], isRefused: boolean) {
  await using server = await startRecordingServer(({ method, path }) => {
    const body = bodies[`${method} ${path}`];
    if (isRefused) return { status: 500, body: { status: 500, detail: hostile, title: hostile } };
    if (path.endsWith('/log')) return { text: `${hostile}\n` };
    // The operator chose the id of a forge, and the command names one that exists.
    if (path === '/api/v1/forges' && args[1] === 'link') return { body: [{ id: args[2] }] };
    return { body: JSON.parse(JSON.stringify(corrupt(body) ?? {})) };
  });
  const terminal = createRecordingTerminal({
    environment: { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' },
    readSecret: () => Promise.resolve('secret'),
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  for (const each of [program, ...program.commands]) each.exitOverride();
  await program.parseAsync(args, { from: 'user' }).catch(() => undefined);
  return terminal;
}

const unsafe = /[\0-\x09\x0b-\x1f\x7f-\x9f\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

test.each(commands)('`%s` prints no control character and no direction mark', async (command) => {
  const terminal = await run(command.split(' '), false);

  expect(terminal.errors()).not.toMatch(unsafe);
  expect(terminal.errors()).not.toContain('TypeError');
  expect(terminal.output()).toContain('evil');
  // Tabs separate the values of a table in a pipe.
  expect(terminal.output().replaceAll('\t', '')).not.toMatch(unsafe);
});

test.each(commands)('`%s` prints no control character of an error', async (command) => {
  const terminal = await run(command.split(' '), true);

  expect(terminal.errors()).toContain('evil');
  expect(terminal.errors()).not.toMatch(unsafe);
});

test('an unknown option is reported without its control characters', async () => {
  const terminal = await run(['status', `--${hostile}`], false);

  expect(terminal.errors()).toContain('evil');
  expect(terminal.errors()).not.toMatch(unsafe);
});

test('--json escapes what it does not print, so that the value stays the same', async () => {
  const terminal = await run(['chats', 'list', '--json'], false);

  expect(terminal.output()).toContain('\\u009b31m\\u0085\\u007f');
  expect(JSON.parse(terminal.output())).toMatchObject([{ title: hostile }]);
});
