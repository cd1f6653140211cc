import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeInput, FakeOutput } from '../../../test/support/cli/fake-screen.ts';
import {
  type RecordingServer,
  type Reply,
  startRecordingServer,
} from '../../../test/support/cli/recording-server.ts';
import {
  createRecordingTerminal,
  type RecordingTerminal,
} from '../../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../../test/support/cli/sample-chat.ts';
import { eventually } from '../../../test/support/eventually.ts';
import type { Chat } from '../../contract/chat.ts';
import { openFullScreen } from '../full-screen.ts';
import { createProgram } from '../program.ts';

const openPull = {
  pull_request_state: 'open' as const,
  pull_request_draft: false,
  refreshed_at: '2026-01-01T12:00:00.000Z',
};
const cart = toSampleChat(
  'Fix the cart',
  [
    toSampleStatus({
      ...openPull,
      pr_number: 7,
      url: 'https://forge.example/acme/shop/pull/7',
      git_branch: 'agent/cart',
      verdict: {
        reason: 'checks_failed',
        section: 'needs_you',
        since: '2026-01-01T12:00:00.000Z',
        head_sha: null,
        detail: '1 required check failed.',
      },
    }),
  ],
  'cart',
);
const login = toSampleChat('Repair\u001b[31m the login', [toSampleStatus()], 'login');

let server: RecordingServer;
let chats: Chat[];
let input: FakeInput;
let output: FakeOutput;
let terminal: RecordingTerminal;
let stop: AbortController;
let ended: Promise<unknown>;

const check = {
  id: '1',
  name: 'unit tests',
  state: 'failed',
  required: true,
  url: null,
  log: true,
  log_reason: null,
  started_at: '2026-01-01T12:00:00.000Z',
  completed_at: '2026-01-01T12:01:05.000Z',
};

function reply(path: string): Reply | undefined {
  if (path === '/api/v1/events') return undefined;
  if (path === '/api/v1/health') return { body: {} };
  if (path.endsWith('/checks')) return { body: { checks: [check] } };
  if (path.endsWith('/refresh')) return { body: chats[0] };
  return { body: { chats, next_cursor: null } };
}

beforeEach(async () => {
  chats = [cart, login];
  server = await startRecordingServer(({ path }) => reply(path));
  input = new FakeInput();
  output = new FakeOutput();
  output.rows = 24;
  output.columns = 100;
  stop = new AbortController();
  terminal = createRecordingTerminal({
    environment: { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' },
    columns: 100,
    stopped: stop.signal,
    openScreen: () => openFullScreen(input, output),
  });
});

afterEach(async () => {
  stop.abort();
  await ended;
  await server[Symbol.asyncDispose]();
});

async function openBoard(...args: string[]): Promise<void> {
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  ended = program.parseAsync(['board', ...args], { from: 'user' });
  await shows('q quit');
}

/** Waits until the screen shows this, and returns its rows. */
async function shows(text: string): Promise<string[]> {
  await eventually(text, () => output.listRows().some((row) => row.includes(text)));
  return output.listRows();
}

test('shows the sections of the board, and the first row as selected', async () => {
  await openBoard();
  const rows = await shows('Fix the cart');
  expect(rows).toHaveLength(24);
  expect(rows.slice(0, 6).map((row) => row.slice(0, 48).trimEnd())).toEqual([
    expect.stringMatching(/^ {2}REASON +ID +CHAT/),
    '  Needs you (1)',
    expect.stringMatching(/^> checks failed +cart +Fix the cart/),
    '',
    '  Working (1)',
    expect.stringMatching(/^ {2}\S.* login +Repair the login/),
  ]);
});

test('j and k select a row, also when many keys arrive at once', async () => {
  await openBoard();
  input.type('j');
  await shows('> checking for a PR');
  input.type('kjkjk');
  await shows('> checks failed');
  input.type('\x1b[B\x1b[B\x1b[B');
  await shows('> checking for a PR');
});

test('the selected row stays when others change places', async () => {
  await openBoard();
  input.type('j');
  await shows('> checking for a PR');
  chats = [toSampleChat('Newer', [toSampleStatus()], 'newer'), cart, login];
  input.type('r');
  await eventually('the refresh', () => server.requests.some(({ method }) => method === 'POST'));
  const [refresh] = server.requests.filter(({ method }) => method === 'POST');
  expect(refresh?.path).toBe('/api/v1/chats/login/refresh');
  await shows('Refreshed.');
});

test('Enter opens a branch with its checks, and Escape goes back', async () => {
  await openBoard();
  input.type('\r');
  const rows = await shows('unit tests');
  expect(rows[0]).toBe('  Fix the cart');
  expect(rows[1]).toContain('checks failed  1 required check failed.');
  expect(rows.join('\n')).toContain('Branch        agent/cart');
  input.type('\x1b');
  await shows('Needs you (1)');
});

test('/ filters as on the page, and names an unknown word', async () => {
  await openBoard();
  input.type('/stat:open\r');
  await shows('the filter has no "stat:": did you mean state:?');
  input.type('\x7f'.repeat(9));
  input.type('branch:agent\r');
  const rows = await shows('filter: branch:agent');
  expect(rows.join('\n')).not.toContain('login');
  input.type('\x1b');
  await shows('Repair the login');
});

test('o prints the address where there is no browser', async () => {
  await openBoard();
  input.type('o');
  await shows('https://forge.example/acme/shop/pull/7');
});

test('a failed refresh is shown in the last line, and the board goes on', async () => {
  await openBoard();
  await server[Symbol.asyncDispose]();
  input.type('r');
  await shows('the Afterpush server does not respond');
  input.type('?');
  await shows('leave');
});

test('says that the server is away, and follows it again when it is back', async () => {
  await openBoard();
  await eventually('the events', () =>
    server.requests.some(({ path }) => path.endsWith('/events')),
  );
  const port = Number(new URL(server.url).port);
  await server[Symbol.asyncDispose]();
  const rows = await shows('the server does not respond: retrying');
  expect(rows.join('\n')).toContain('Fix the cart');
  chats = [toSampleChat('Newer', [toSampleStatus()], 'newer')];
  server = await startRecordingServer(({ path }) => {
    return path === '/api/v1/events' ? { text: ': connected\n' } : reply(path);
  }, port);
  await shows('Newer');
  await eventually('no outage', () => !output.listRows().join('').includes('retrying'));
});

test('filters and sections are arguments, too', async () => {
  await openBoard('--needs-you', 'repo:shop');
  const rows = await shows('filter: repo:shop');
  expect(rows.join('\n')).not.toContain('Working');
});

test('q leaves, and the terminal is as it was', async () => {
  await openBoard();
  input.type('q');
  await ended;
  expect(output.written.at(-1)).toBe('\x1b[?7h\x1b[?25h\x1b[?1049l');
  expect(terminal.exitCode()).toBe(0);
});

test('is wrong usage where there is no terminal', async () => {
  const { openScreen: _, ...piped } = terminal;
  terminal = createRecordingTerminal({
    ...piped,
    ...createRecordingTerminal({ environment: piped.environment }),
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  ended = program.parseAsync(['board'], { from: 'user' });
  await ended;
  expect(terminal.errors()).toContain('not a terminal: use `afterpush status` instead');
  expect(terminal.exitCode()).toBe(2);
});
