import { expect, test } from 'vitest';
import { type Reply, startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import type { LatestSession } from '../agent-sessions/latest-sessions.ts';
import type { Chat } from '../contract/chat.ts';
import { createClient } from '../contract/client.ts';
import { createCheckoutReporter } from './checkout-reporter.ts';

const worktree = {
  id: 'clone:0123456789abcdef',
  path: '/src/app',
  gitDirectory: '/src/app/.git',
  isLinked: false,
};
const signs = { isNew: false, isRecent: true };

function toState(branch: string) {
  return { branch, headSha: null, pushedSha: null, ahead: 0, behind: 0, changedFiles: 0 };
}

/** A server with one chat of the worktree, and how it was changed. */
async function report(change: Partial<Chat>, sessions: LatestSession[]): Promise<unknown[]> {
  const branch = toSampleStatus({ git_branch: 'agent/first' });
  const chat = { ...toSampleChat('', [branch]), workspace_id: worktree.id, ...change };
  const changes: unknown[] = [];
  await using server = await startRecordingServer(({ method, body }): Reply => {
    if (method === 'PATCH') {
      Object.assign(chat, body);
      changes.push(body);
    }
    return { body: method === 'GET' ? { chats: [chat], next_cursor: null } : chat };
  });
  const waiting = [...sessions];
  const reporter = createCheckoutReporter({
    client: createClient({ baseUrl: server.url, token: 't' }),
    onRefused: (message) => changes.push(message),
    findSession: async () => waiting.shift(),
  });
  while (waiting.length > 0) {
    await reporter.sendCheckout(worktree, toState('agent/work'), signs);
  }
  return changes;
}

const reportTitles = (title: string, titles: (string | undefined)[]) =>
  report(
    { title, agent: 'Codex' },
    titles.map((each) => ({ agent: 'Codex', title: each })),
  );

test.each([
  ['the branch', 'agent/work'],
  ['a branch that it had before', 'agent/first'],
  ['the folder', 'app'],
])('a chat with the name of %s is titled by the session of its agent', async (_, title) => {
  expect(await reportTitles(title, [undefined, 'Fix the login', 'Fix the login'])).toEqual([
    { title: 'Fix the login' },
  ]);
});

test('a later title of the session replaces the earlier one', async () => {
  expect(await reportTitles('agent/work', ['Login', 'Fix the login'])).toEqual([
    { title: 'Login' },
    { title: 'Fix the login' },
  ]);
});

test('a title that a person chose stays', async () => {
  expect(await reportTitles('My own title', ['Fix the login'])).toEqual([]);
});

test('a chat gets the agent of the latest session, and keeps the title that a person chose', async () => {
  const toSession = (agent: string) => ({ agent, title: undefined });
  const sessions = ['Gemini', 'Gemini', 'Codex'].map(toSession);
  expect(await report({ title: 'My own title' }, sessions)).toEqual([
    { agent: 'Gemini CLI' },
    { agent: 'Codex' },
  ]);
});
