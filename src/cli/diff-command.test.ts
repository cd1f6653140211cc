import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type RecordingServer,
  startRecordingServer,
} from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import type { Diff } from '../contract/diff.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const patch = `diff --git a/cart.ts b/cart.ts
--- a/cart.ts
+++ b/cart.ts
@@ -1,2 +1,2 @@
--- old comment
+\tadd();\r
 end\x1b[2J\u202e
`;

const file = (path: string): Diff['files'][number] => ({
  path,
  previous_path: null,
  status: 'modified',
  additions: 1,
  deletions: 1,
  binary: false,
});

let server: RecordingServer;
let directory: string;
let change: Partial<Diff>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-diff-'));
  change = {};
  const chat = toSampleChat('Fix', [toSampleStatus({ git_branch: 'cart', pr_number: 7 })]);
  server = await startRecordingServer(({ path, query }) => {
    if (path === '/api/v1/chats') return { body: { chats: [chat], next_cursor: null } };
    if (path === '/api/v1/chats/chat-1') return { body: chat };
    if (path === '/api/v1/chats/chat-1/diff/file') {
      const isLarge = query.path === 'large.ts';
      const diff = isLarge ? '' : `diff of ${query.path}\n`;
      return { body: { state: isLarge ? 'too_large' : 'text', diff } };
    }
    if (path !== '/api/v1/chats/chat-1/diff') return { status: 404, body: { status: 404 } };
    const { remote_origin: origin = '', git_branch: branch = '' } = chat.diff_status ?? {};
    const whole = { remote_origin: origin, branch, files: [file('cart.ts')], diff: patch };
    return { body: { ...whole, truncated: false, files_at_least: false, ...change } };
  });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function run(args: string[], overrides: Partial<Terminal> = {}, pager = '') {
  const terminal = createRecordingTerminal({
    directory,
    environment: {
      PATH: process.env.PATH,
      HOME: directory,
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      GIT_PAGER: pager,
    },
    ...overrides,
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['diff', ...args], { from: 'user' });
  return terminal;
}

test('a pipe gets the diff of the selected branch unchanged', async () => {
  const terminal = await run(['#7']);
  expect(terminal.output()).toBe(patch);
  expect(server.requests.at(-1)?.query).toEqual({
    origin: 'https://forge.example/acme/shop.git',
    branch: 'cart',
  });
});

test('a terminal gets colours, and no control character of the diff', async () => {
  const paint: Terminal['paint'] = (style, text) =>
    styleText(style, text, { validateStream: false });
  const painted = await run(['cart'], { columns: 80, paint });
  const lines = painted.output().split('\n');
  expect(lines[3]).toBe(paint('cyan', '@@ -1,2 +1,2 @@'));
  expect(lines.slice(0, 3)).toEqual(
    patch
      .split('\n')
      .slice(0, 3)
      .map((line) => paint('bold', line)),
  );
  expect(lines[4]).toBe(paint('red', '--- old comment'));
  expect(lines[5]).toBe(paint('green', '+\tadd();^M'));
  expect(lines[6]).toBe(' end^[[2J<U+202E>');
});

test('a terminal gets it through the pager of git, with the options of git', async () => {
  const pager = 'cat > paged; printf %s "$LESS" > options';
  const terminal = await run(['cart'], { columns: 80 }, pager);
  expect(terminal.output()).toBe('');
  expect(await readFile(join(directory, 'paged'), 'utf8')).toContain('--- old comment\n');
  expect(await readFile(join(directory, 'options'), 'utf8')).toBe('FRX');
});

test('prints the diff where the pager does not exist, or is not wanted', async () => {
  const missing = await run(['cart'], { columns: 80 }, 'afterpush-no-such-pager 2> /dev/null');
  expect(missing.output()).toContain('--- old comment\n');
  const unwanted = await run(['cart', '--no-pager'], { columns: 80 }, 'cat > paged');
  expect(unwanted.output()).toContain('--- old comment\n');
});

test('a diff that the forge does not send as a whole is read file by file', async () => {
  change = { truncated: true, diff: '', files: ['a.ts', 'large.ts', 'b.ts'].map(file) };
  const terminal = await run(['cart']);
  expect(terminal.output()).toBe('diff of a.ts\ndiff of b.ts\n');
  expect(terminal.errors()).toBe('The diff of large.ts is too large to show.\n');
});

test('--name-only prints the paths, and says that the forge lists no more', async () => {
  change = { files: ['a.ts', 'b\x1b.ts'].map(file), files_at_least: true };
  const terminal = await run(['cart', '--name-only']);
  expect(terminal.output()).toBe('a.ts\nbts\n');
  expect(terminal.errors()).toBe('The forge does not list all changed files.\n');
});

test('says that nothing was changed', async () => {
  change = { diff: '', files: [] };
  expect((await run(['cart'])).errors()).toBe('No changes.\n');
});
