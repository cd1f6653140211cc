import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type RecordingServer,
  startRecordingServer,
} from '../../../test/support/cli/recording-server.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { RunSession } from './run-session.ts';

const chat = { id: 'chat-1', title: 'Fix', archived: false };
let server: RecordingServer;

beforeEach(async () => {
  // Requests keep their own time.
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  server = await startRecordingServer(({ method, path, query }) => {
    if (path.endsWith('/tokens')) {
      return { status: 201, body: { id: `${query.lifetime}-1`, token: 'its-token' } };
    }
    return method === 'GET' ? { body: { chats: [chat] } } : { status: 204 };
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await server[Symbol.asyncDispose]();
});

const listRenewals = () =>
  server.requests.map(({ path }) => path).filter((path) => path.endsWith('/renew'));

const untilRenewals = (count: number) =>
  eventually(`renewal ${count}`, () => {
    vi.advanceTimersByTime(5_000);
    return listRenewals().length >= count;
  });

async function start(agent?: string): Promise<RunSession> {
  const session = new RunSession({
    environment: { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' },
    worktreeId: 'clone:0000000000000000',
    title: 'Fix',
    givenTitle: undefined,
    agent,
    onToken: () => undefined,
  });
  expect(await session.started).toBeUndefined();
  return session;
}

test('renews its token every minute, and ends it', async () => {
  using session = await start();
  vi.advanceTimersByTime(55_000);
  expect(listRenewals()).toEqual([]);
  const path = '/api/v1/chats/chat-1/tokens/renewed-1';
  for (const count of [1, 2]) {
    await untilRenewals(count);
    expect(listRenewals().at(-1)).toBe(`${path}/renew`);
  }
  await session.finish();
  expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', path });
});

test('names the agent that it starts in the chat, and nothing where the command is no known agent', async () => {
  const listChanges = () => server.requests.filter(({ method }) => method === 'PATCH');
  using other = await start();
  await other.finish();
  expect(listChanges()).toEqual([]);
  using session = await start('Codex');
  await session.finish();
  expect(listChanges()).toMatchObject([{ path: '/api/v1/chats/chat-1', body: { agent: 'Codex' } }]);
});
