import type { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
import { createProgram } from './program.ts';

const feed = {
  forge_id: 'github',
  repository: 'acme/app',
  state: 'live',
  last_delivery_at: '2026-01-01T12:00:00.000Z',
  installed_at: null,
};

let server: RecordingServer;
let respond: (request: RecordedRequest) => Reply;

beforeEach(async () => {
  respond = () => ({ body: feed });
  server = await startRecordingServer((request) => respond(request));
});

afterEach(() => server[Symbol.asyncDispose]());

async function run(...args: string[]): Promise<RecordingTerminal> {
  const environment = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' };
  const terminal = createRecordingTerminal({ environment });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  throwInsteadOfExit(program);
  await program.parseAsync(['webhooks', ...args], { from: 'user' }).catch(() => undefined);
  return terminal;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const nested of command.commands) throwInsteadOfExit(nested);
}

test('webhooks install sends the repository and confirms the installation', async () => {
  const terminal = await run('install', 'acme/app', '--forge', 'github');

  expect(server.requests).toMatchObject([
    {
      method: 'POST',
      path: '/api/v1/webhooks',
      body: { repository: 'acme/app', forge_id: 'github' },
    },
  ]);
  expect(terminal.output()).toContain('Webhook installed for acme/app (github)');
});

test('webhooks install prints what to do when the forge cannot reach the server', async () => {
  const detail = 'github cannot reach http://127.0.0.1:4700. Set AFTERPUSH_PUBLIC_URL.';
  respond = () => ({ status: 409, body: { detail } });
  const terminal = await run('install', 'acme/app');
  expect(terminal.errors()).toContain('AFTERPUSH_PUBLIC_URL');
});

test('webhooks status shows each repository and how to install a missing webhook', async () => {
  const missing = { ...feed, repository: 'acme/lib', state: 'never', last_delivery_at: null };
  const installed = { ...missing, repository: 'acme/new', state: 'waiting' };
  respond = () => ({ body: { feeds: [feed, installed, missing] } });

  const terminal = await run('status');

  expect(terminal.output()).toMatch(/^acme\/app\tgithub\tlive\t2026-01-01T12:00:00/);
  expect(terminal.output()).toMatch(/\nacme\/new\tgithub\twaiting\t—\n/);
  expect(terminal.output()).toMatch(/\nacme\/lib\tgithub\tnever\t—\n$/);
  expect(terminal.errors()).toContain('afterpush webhooks install acme/lib');
});

test('webhooks status --json prints the API response', async () => {
  respond = () => ({ body: { feeds: [feed] } });
  expect(JSON.parse((await run('status', '--json')).output())).toEqual([feed]);
});

test('webhooks status without a repository prints what to do', async () => {
  respond = () => ({ body: { feeds: [] } });
  expect((await run('status')).errors()).toContain('push a branch');
});
