import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClone, git } from '../../test/support/cli/agent-clone.ts';
import {
  type RecordedRequest,
  type RecordingServer,
  type Reply,
  startRecordingServer,
} from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { eventually } from '../../test/support/eventually.ts';
import type { Chat } from '../contract/chat.ts';
import type { DiffStatus } from '../contract/diff-status.ts';
import { removeConnectionFile, writeConnectionFile } from '../platform/connection-file.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

let server: RecordingServer;
let chat: Chat;
let respondToEvents: () => Reply | undefined;
let respondToRead: () => Reply;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-wait-'));
  chat = toSampleChat('Fix', [runningStatus()]);
  respondToEvents = () => undefined;
  respondToRead = () => ({ body: chat });
  server = await startRecordingServer(respond);
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function respond({ path }: RecordedRequest): Reply | undefined {
  if (path === '/api/v1/events') return respondToEvents();
  if (path === '/api/v1/chats') return { body: { chats: [chat], next_cursor: null } };
  return path === '/api/v1/chats/chat-1' ? respondToRead() : { status: 404, body: {} };
}

const head = 'a'.repeat(40);
const open: Partial<DiffStatus> = { pull_request_state: 'open', pr_number: 7, head_sha: head };

function withChecks(checks: Partial<DiffStatus['checks']>, change: Partial<DiffStatus> = {}) {
  const blank = toSampleStatus().checks;
  return toSampleStatus({ ...open, ...change, checks: { ...blank, head_sha: head, ...checks } });
}

const runningStatus = () => withChecks({ state: 'pending', passed: 1, failed: 0, pending: 1 });
const passedStatus = (change: Partial<DiffStatus> = {}) =>
  withChecks({ state: 'passed', passed: 2, failed: 0, pending: 0 }, change);
const failedStatus = () => withChecks({ state: 'failed', passed: 1, failed: 1, pending: 0 });

async function run(args: string[], overrides: Partial<Terminal> = {}) {
  const terminal = createRecordingTerminal({
    directory,
    environment: {
      PATH: process.env.PATH,
      HOME: directory,
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
      AFTERPUSH_CHAT_ID: 'chat-1',
    },
    ...overrides,
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  for (const command of [program, ...program.commands]) command.exitOverride();
  await program.parseAsync(['wait', ...args], { from: 'user' }).catch(() => undefined);
  return terminal;
}

const countEventRequests = () =>
  server.requests.filter(({ path }) => path === '/api/v1/events').length;

describe('wait', () => {
  test('ends at once when the goal is reached, and prints the verdict', async () => {
    chat = toSampleChat('Fix', [passedStatus()]);
    const terminal = await run(['--for', 'green']);

    expect(terminal.output()).toBe('acme/shop fix #7: needs review.\n');
    expect(terminal.exitCode()).toBe(0);
    expect(countEventRequests()).toBe(0);
  });

  test('finds a change between the first read and the subscription', async () => {
    respondToEvents = () => {
      chat = toSampleChat('Fix', [passedStatus()]);
      return { text: 'retry: 1000\n\n' };
    };
    const terminal = await run(['--for', 'green']);

    expect(terminal.output()).toContain('needs review');
    expect(terminal.exitCode()).toBe(0);
  });

  test('exits with 1 when the goal cannot be reached any more', async () => {
    chat = toSampleChat('Fix', [failedStatus()]);
    const terminal = await run(['--for', 'green']);

    expect(terminal.output()).toBe('acme/shop fix #7: checks failed. 1 check failed.\n');
    expect(terminal.errors()).toContain('green cannot be reached: 1 check failed.');
    expect(terminal.exitCode()).toBe(1);
  });

  test('exits with 124 when the time is over, and names what it waited for', async () => {
    const terminal = await run(['--timeout', '1ms']);

    expect(terminal.output()).toContain('checks running');
    expect(terminal.errors()).toContain('settled not reached within 1ms: Checks are running.');
    expect(terminal.exitCode()).toBe(124);
  });

  test('reports that its token has ended', async () => {
    const ended = { status: 401, body: { status: 401, detail: 'The token has ended.' } };
    let isEnded = false;
    respondToEvents = () => {
      isEnded = true;
      return ended;
    };
    respondToRead = () => (isEnded ? ended : { body: chat });
    const terminal = await run([]);

    expect(terminal.errors()).toContain('refused AFTERPUSH_TOKEN: it is wrong or has ended');
    expect(terminal.hasFailed()).toBe(true);
  });

  test('goes on across a restart of the server on another port, with another token', async () => {
    const environment = { PATH: process.env.PATH, AFTERPUSH_DATA_DIR: directory };
    const connect = ({ url }: RecordingServer, token: string) =>
      writeConnectionFile(directory, { url, token, pid: process.pid });
    connect(server, 'first-token');
    const waiting = run(['--for', 'green', '--chat', 'chat-1'], { environment });
    await eventually('the subscription', () => countEventRequests() > 0);
    await server[Symbol.asyncDispose]();
    removeConnectionFile(directory);
    chat = toSampleChat('Fix', [passedStatus()]);
    respondToEvents = () => ({ text: 'retry: 1000\n\n' });
    server = await startRecordingServer(respond);
    connect(server, 'second-token');
    const terminal = await waiting;

    expect(terminal.output()).toContain('needs review');
    expect(terminal.exitCode()).toBe(0);
    expect(new Set(server.requests.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer second-token']),
    );
  });

  test('--json prints result, message and the whole status', async () => {
    chat = toSampleChat('Fix', [failedStatus()]);
    const terminal = await run(['--for', 'green', '--json']);

    expect(JSON.parse(terminal.output())).toEqual({
      goal: 'green',
      result: 'failed',
      message: '1 check failed.',
      diff_status: failedStatus(),
    });
    expect(terminal.exitCode()).toBe(1);
  });

  test('an archived chat cannot reach anything', async () => {
    chat = { ...toSampleChat('Fix', [runningStatus()]), archived: true };
    const terminal = await run([]);
    expect(terminal.errors()).toContain('unarchive');
    expect(terminal.exitCode()).toBe(1);
  });

  test.each(['soon', '10', '-1s'])('refuses the time-out %s', async (timeout) => {
    const terminal = await run([`--timeout=${timeout}`]);
    expect(terminal.errors()).toContain(`not "${timeout}"`);
    expect(terminal.hasFailed()).toBe(true);
    expect(server.requests).toEqual([]);
  });
});

describe('the branch that is waited for', () => {
  const older = { git_branch: 'older', reported_at: '2026-01-01T11:00:00.000Z' };
  const newer = { git_branch: 'newer', reported_at: '2026-01-01T13:00:00.000Z' };

  test('is the one pushed last', async () => {
    chat = toSampleChat('Fix', [passedStatus(older), passedStatus(newer)]);
    expect((await run([])).output()).toContain('acme/shop newer #7');
  });

  test('can be chosen', async () => {
    chat = toSampleChat('Fix', [passedStatus(older), passedStatus(newer)]);
    expect((await run(['--branch', 'older'])).output()).toContain('acme/shop older #7');
  });

  test('is the one that is checked out, where the environment names no chat', async () => {
    chat = toSampleChat('Fix', [passedStatus(older), passedStatus(newer)]);
    const clone = await createClone(join(directory, 'clone'), 'git@forge.example:acme/shop.git');
    await git(clone, ['checkout', '--quiet', '-b', 'older']);
    const environment = {
      PATH: process.env.PATH,
      HOME: directory,
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: 'local-token',
    };
    const terminal = await run([], { directory: clone, environment });
    expect(terminal.output()).toContain('acme/shop older #7');
  });
});
