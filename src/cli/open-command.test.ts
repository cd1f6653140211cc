import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type RecordingServer,
  type Reply,
  startRecordingServer,
} from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { eventually } from '../../test/support/eventually.ts';
import type { Chat } from '../contract/chat.ts';
import { createProgram } from './program.ts';

const pullUrl = 'https://forge.example/acme/shop/pull/7';
const cart = toSampleChat('Fix the cart', [
  toSampleStatus({ git_branch: 'cart', pull_request_state: 'open', pr_number: 7, url: pullUrl }),
]);
const login = toSampleChat('Fix the login', [toSampleStatus({ git_branch: 'login' })], 'chat-2');

let server: RecordingServer;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-open-'));
  server = await startRecordingServer(({ path }) =>
    path === '/api/v1/chats'
      ? { body: { chats: [cart, login], next_cursor: null } }
      : respondToRead([cart, login].find(({ id }) => path === `/api/v1/chats/${id}`)),
  );
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function respondToRead(chat: Chat | undefined): Reply {
  return chat ? { body: chat } : { status: 404, body: { status: 404, title: 'Not found' } };
}

async function run(args: string[], variables: Record<string, string> = {}) {
  const terminal = createRecordingTerminal({
    directory,
    environment: {
      PATH: process.env.PATH,
      HOME: directory,
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      ...variables,
    },
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['open', ...args], { from: 'user' });
  return terminal;
}

test.each(['chat-1', 'cart', '#7', '7', pullUrl, 'the CART'])(
  'prints the pull request of %s where there is no browser',
  async (selector) => {
    expect((await run([selector])).output()).toBe(`${pullUrl}\n`);
  },
);

test('prints the page of a chat without a pull request', async () => {
  expect((await run(['login'])).output()).toBe(`${server.url}/chats/chat-2\n`);
  expect((await run(['cart', '--page'])).output()).toBe(`${server.url}/chats/chat-1\n`);
});

test('prints the pull request of the chat in the environment', async () => {
  const terminal = await run([], { AFTERPUSH_CHAT_ID: 'chat-1' });
  expect(terminal.output()).toBe(`${pullUrl}\n`);
});

test('names what is unclear', async () => {
  const several = await run(['fix the']);
  expect(several.errors()).toBe(
    'afterpush: several chats match "fix the": choose one by its id\n' +
      '  chat-1  Fix the cart\n' +
      '  chat-2  Fix the login\n',
  );
  expect(several.exitCode()).toBe(2);
  expect((await run(['nothing'])).errors()).toContain('no chat matches "nothing"');
});

test('starts the browser of the environment with the URL as one argument', async () => {
  const program = join(directory, 'browser.mjs');
  const opened = join(directory, 'opened');
  // Renamed when complete, since the test reads the file as soon as it exists.
  const source = `import { renameSync, writeFileSync } from 'node:fs';
    const [draft, opened] = ${JSON.stringify([`${opened}.draft`, opened])};
    writeFileSync(draft, JSON.stringify(process.argv.slice(2)));
    renameSync(draft, opened);`;
  await writeFile(program, source);
  const terminal = await run(['cart'], { BROWSER: `${process.execPath} ${program}` });

  expect(terminal.output()).toBe('');
  expect(terminal.errors()).toBe(`Opening ${pullUrl} in your browser.\n`);
  const args = await eventually('the browser', () => readFile(opened, 'utf8'));
  expect(JSON.parse(args)).toEqual([pullUrl]);
});

test('prints the URL when the browser does not start', async () => {
  const terminal = await run(['cart'], { BROWSER: join(directory, 'missing') });
  expect(terminal.output()).toBe(`${pullUrl}\n`);
});
