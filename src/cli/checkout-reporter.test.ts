import { expect, test } from 'vitest';
import { type Reply, startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
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

/** A server with one chat of the worktree, and the titles that it got. */
async function report(chatTitle: string, sessionTitles: (string | undefined)[]) {
  const branch = toSampleStatus({ git_branch: 'agent/first' });
  const chat = { ...toSampleChat(chatTitle, [branch]), workspace_id: worktree.id };
  const titles: unknown[] = [];
  await using server = await startRecordingServer(({ method, body }): Reply => {
    if (method === 'PATCH') {
      chat.title = (body as { title: string }).title;
      titles.push(chat.title);
    }
    return { body: method === 'GET' ? { chats: [chat], next_cursor: null } : chat };
  });
  const reporter = createCheckoutReporter({
    client: createClient({ baseUrl: server.url, token: 't' }),
    onRefused: (message) => titles.push(message),
    findTitle: async () => sessionTitles.shift(),
  });
  while (sessionTitles.length > 0) {
    await reporter.sendCheckout(worktree, toState('agent/work'), signs);
  }
  return titles;
}

test.each([
  ['the branch', 'agent/work'],
  ['a branch that it had before', 'agent/first'],
  ['the folder', 'app'],
])('a chat with the name of %s is titled by the session of its agent', async (_, title) => {
  expect(await report(title, [undefined, 'Fix the login', 'Fix the login'])).toEqual([
    'Fix the login',
  ]);
});

test('a later title of the session replaces the earlier one', async () => {
  expect(await report('agent/work', ['Login', 'Fix the login'])).toEqual([
    'Login',
    'Fix the login',
  ]);
});

test('a title that a person chose stays', async () => {
  expect(await report('My own title', ['Fix the login'])).toEqual([]);
});
