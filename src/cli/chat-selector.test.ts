import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import type { Chat } from '../contract/chat.ts';
import { formatChatToken } from '../domain/chat-token.ts';
import { matchSelector } from './chat-selector.ts';
import { createProgram } from './program.ts';

const withPullRequest = (id: string, title: string, branch: string, number: number, repo: string) =>
  toSampleChat(
    title,
    [
      toSampleStatus({
        git_branch: branch,
        repository: repo,
        remote_origin: `https://forge.example/${repo}.git`,
        pull_request_state: 'open',
        pr_number: number,
        url: `https://forge.example/${repo}/pull/${number}`,
      }),
    ],
    id,
  );

const chats: Chat[] = [
  withPullRequest('7af31c02-cart', 'Fix the cart', 'agent/cart', 7, 'acme/shop'),
  withPullRequest('7af4ee10-login', 'Fix the login', 'agent/login', 12, 'acme/shop'),
  withPullRequest('5b', 'Move the build', 'agent/build', 12, 'acme/tools'),
  { ...withPullRequest('old', 'Old cart', 'agent/cart', 1, 'acme/shop'), archived: true },
];

const match = (selector: string, byTitle = true) =>
  matchSelector(chats, selector, { byTitle }).map(({ chat }) => chat.id);

test.each<[string, string[]]>([
  ['7af31c02-cart', ['7af31c02-cart']],
  ['7af3', ['7af31c02-cart']],
  ['7AF4', ['7af4ee10-login']],
  ['7af', ['7af31c02-cart', '7af4ee10-login']],
  ['agent/cart', ['7af31c02-cart']],
  ['#7', ['7af31c02-cart']],
  ['7', ['7af31c02-cart']],
  ['#12', ['7af4ee10-login', '5b']],
  ['acme/tools#12', ['5b']],
  ['https://forge.example/acme/shop/pull/12', ['7af4ee10-login']],
  ['https://forge.example/acme/shop/pull/12/files', ['7af4ee10-login']],
  ['https://forge.example/acme/shop/pull/1', ['old']],
  ['old', ['old']],
  ['the LOGIN', ['7af4ee10-login']],
  ['', []],
  ['#8', []],
])('%j selects %j', (selector, ids) => {
  expect(match(selector, selector !== '')).toEqual(ids);
});

test('a part of the title selects nothing for commands that change the chat', () => {
  expect(match('the login', false)).toEqual([]);
});

async function run(args: string[], token = 'local-token') {
  const requests: string[] = [];
  await using server = await startRecordingServer(({ method, path }) => {
    requests.push(`${method} ${path}`);
    if (path === '/api/v1/chats') return { body: { chats, next_cursor: null } };
    const [, id = '', rest] = /^\/api\/v1\/chats\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const chat = chats.find((each) => each.id === decodeURIComponent(id));
    const isForbidden = token !== 'local-token' && chat?.id !== '5b';
    if (isForbidden) return { status: 403, body: { status: 403, detail: 'Not your chat.' } };
    if (!chat) return { status: 404, body: { status: 404, detail: 'No such chat.' } };
    if (rest === '/checks') return { body: { head_sha: null, checks: [] } };
    if (rest === '/reviews') return { body: { reviews: [], threads: [], threads_unread: [] } };
    if (rest === '/comments') return { body: { comments: [] } };
    return method === 'DELETE' ? { status: 204 } : { body: chat };
  });
  const terminal = createRecordingTerminal({
    environment: { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: token },
  });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(args, { from: 'user' });
  return { terminal, requests };
}

test.each([
  [['refresh', 'agent/cart'], 'POST /api/v1/chats/7af31c02-cart/refresh'],
  [['checks', '--chat', '#7'], 'GET /api/v1/chats/7af31c02-cart/checks'],
  [['reviews', '7af4'], 'GET /api/v1/chats/7af4ee10-login/reviews'],
  [['comments', 'agent/build', '--keep'], 'GET /api/v1/chats/5b/comments'],
  [['comments', '--chat', '5', '--keep'], 'GET /api/v1/chats/5b/comments'],
  [
    ['wait', 'https://forge.example/acme/tools/pull/12', '--timeout', '1ms'],
    'GET /api/v1/chats/5b',
  ],
  [['chats', 'archive', 'acme/tools#12'], 'PATCH /api/v1/chats/5b'],
  [['chats', 'delete', 'agent/login', '--yes'], 'DELETE /api/v1/chats/7af4ee10-login'],
])('%j reaches the chat', async (args, request) => {
  const { terminal, requests } = await run(args);
  expect(requests.at(-1)).toBe(request);
  expect(terminal.errors()).not.toContain('no chat matches');
});

test('lists the candidates of an ambiguous selector, and changes none of them', async () => {
  const { terminal, requests } = await run(['chats', 'archive', '#12']);
  expect(terminal.errors()).toBe(`afterpush: several chats match "#12": choose one by its id
  7af4ee10-login  Fix the login  acme/shop  #12  agent/login
  5b  Move the build  acme/tools  #12  agent/build
`);
  expect(terminal.exitCode()).toBe(2);
  expect(requests).toEqual(['GET /api/v1/chats']);
});

test('an agent selects its own chat by any of its names, and no other', async () => {
  const token = formatChatToken('5b', 's'.repeat(43));
  expect((await run(['checks', '--chat', 'agent/build'], token)).requests.at(-1)).toBe(
    'GET /api/v1/chats/5b/checks',
  );
  const other = await run(['checks', '--chat', 'agent/cart'], token);
  expect(other.terminal.exitCode()).toBe(4);
});
