import { expect, test } from 'vitest';
import { type Reply, startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { createProgram } from './program.ts';

const folder = (path: string, watched: boolean) => {
  return { path, agents: ['Codex'], last_used_at: '2026-01-01T00:00:00Z', watched };
};

/** A server that follows one folder and finds two. */
async function run(args: string[], overrides: object = {}, keys?: string[]) {
  const followed = ['/src/app'];
  const known = { available: true, agents: ['Codex'], followed, folders: [], ...overrides };
  const folders = [folder('/src/app', true), folder('/src/to\u001b[2Jol', false)];
  await using server = await startRecordingServer(({ path, body }): Reply => {
    switch (path) {
      case '/api/v1/agent-folders/search':
        return { body: { ...known, folders } };
      case '/api/v1/agent-folders/watch':
        return { body: { ...known, followed: [...followed, ...(body as { paths: [] }).paths] } };
      case '/api/v1/chats':
        return { body: { chats: [], next_cursor: null } };
      default:
        return { body: known };
    }
  });
  const terminal = createRecordingTerminal({
    environment: { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' },
    directory: '/src',
    columns: 120,
    ...(keys && { readKey: async () => keys.shift() }),
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(args, { from: 'user' });
  const changes = server.requests.filter(({ path }) => path.endsWith('watch'));
  return { terminal, requests: server.requests, changes };
}

test('folders lists what is followed, without a search', async () => {
  const { terminal, requests } = await run(['folders']);
  expect(terminal.output()).toBe('/src/app\n');
  expect(requests.map(({ method }) => method)).toEqual(['GET']);
});

test('folders find lists the folders of agents, safely', async () => {
  const { terminal } = await run(['folders', 'find']);
  expect(terminal.output().split('\n')).toMatchObject([
    expect.stringMatching(/^FOLDER +AGENTS +LAST USED +FOLLOWED$/),
    expect.stringMatching(/^\/src\/app +Codex +2026-01-01 +yes$/),
    expect.stringMatching(/^\/src\/to.*ol +Codex +2026-01-01 +no$/),
    '',
  ]);
  expect(terminal.output()).not.toContain('\u001b');
});

test('folders follow follows one folder by its relative path, or all that were found', async () => {
  const { terminal, changes } = await run(['folders', 'follow', 'lib']);
  expect(changes).toMatchObject([{ body: { paths: ['/src/lib'] } }]);
  expect(terminal.output()).toBe('following /src/lib\n');
  const all = await run(['folders', 'follow', '--all']);
  expect(all.changes).toMatchObject([{ body: { paths: ['/src/to\u001b[2Jol'] } }]);
});

test('folders unfollow ends one, and says when it is not followed', async () => {
  const { changes } = await run(['folders', 'unfollow', 'app']);
  expect(changes).toMatchObject([
    { path: '/api/v1/agent-folders/unwatch', body: { paths: ['/src/app'] } },
  ]);
  const unknown = await run(['folders', 'unfollow', '/elsewhere']);
  expect(unknown.terminal.errors()).toContain('/elsewhere is not followed');
  expect(unknown.changes).toEqual([]);
  const none = await run(['folders', 'unfollow']);
  expect(none.terminal.exitCode()).toBe(2);
});

test('a server that proposes no folders says why', async () => {
  const { terminal } = await run(['folders'], { available: false });
  expect(terminal.errors()).toContain('AFTERPUSH_DISCOVER is off');
});

test('status with an empty board proposes the folders on a terminal only', async () => {
  const followed = { followed: [] };
  const proposed = await run(['status'], followed, ['s', 'f']);
  expect(proposed.changes).toHaveLength(1);
  expect(proposed.terminal.output()).toContain('Following');
  for (const args of [['status', '--json'], ['status']]) {
    const { requests } = await run(args, followed, args.length > 1 ? ['s', 'f'] : undefined);
    expect(requests.map(({ path }) => path)).toEqual(['/api/v1/chats']);
  }
});
