import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';

test('a first run finds a token of git and shows the open pull requests of its owner', async () => {
  const home = mkdtempSync(join(tmpdir(), 'afterpush-home-'));
  await using forge = await startLoopbackServer();
  const url = `${forge.origin}/acme/app/pull/7`;
  forge.handle((request, response) => {
    const isList = request.url === '/api/graphql';
    response.writeHead(isList ? 200 : 404, { 'content-type': 'application/json' });
    const headRepository = { databaseId: 1, nameWithOwner: 'acme/app' };
    const nodes = [{ url, title: 'Fix the login', headRefName: 'fix', headRepository }];
    response.end(JSON.stringify({ data: { viewer: { pullRequests: { nodes } } } }));
  });
  const host = new URL(forge.origin).host;
  const helper = join(home, 'helper');
  writeFileSync(
    helper,
    `#!/bin/sh\ngrep -q '^host=${host}$' && printf 'username=ada\\npassword=secret-of-ada\\n'\n`,
  );
  chmodSync(helper, 0o755);
  writeFileSync(join(home, '.gitconfig'), `[credential]\n\thelper = ${helper}\n`);
  const settings = [
    {
      id: 'work',
      type: 'github',
      web_base_url: forge.origin,
      api_base_url: `${forge.origin}/api/v3`,
    },
  ];
  await using afterpush = await startAfterpush({
    environment: {
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      AFTERPUSH_DISCOVER: 'on',
      AFTERPUSH_FORGES: JSON.stringify(settings),
    },
  });
  const { client } = afterpush;

  const chat = await eventually('the chat of the pull request', async () => {
    const { chats } = await client.listChats();
    return chats[0];
  });
  expect(chat.title).toBe('Fix the login');
  const [summary] = await client.listForges();
  expect(summary?.token_source).toEqual({ kind: 'git', name: 'git credential helper' });

  await client.hideOwnPullRequests(url);
  expect((await client.listChats()).chats).toEqual([]);
  const sent = forge.requests.map(({ headers }) => headers.authorization);
  expect(new Set(sent)).toEqual(new Set(['Bearer secret-of-ada']));
  rmSync(home, { recursive: true, force: true });
});
