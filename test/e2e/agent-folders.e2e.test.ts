import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';

let home: string;
let clone: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-C', clone, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'afterpush-home-'));
  clone = join(home, 'app');
  execFileSync('git', ['init', '-q', '-b', 'agent/work', clone]);
  mkdirSync(join(home, '.claude/projects/app'), { recursive: true });
  writeFileSync(join(home, '.claude/projects/app/1.jsonl'), `{"cwd":"${clone}"}\n`);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const start = () =>
  startAfterpush({
    environment: { HOME: home, GIT_CONFIG_NOSYSTEM: '1', AFTERPUSH_DISCOVER: 'on' },
  });

test('a push in a folder that an agent worked in is noticed once the person follows it', async () => {
  execFileSync('git', ['init', '-q', '--bare', join(home, 'remote.git')]);
  git('commit', '-q', '--allow-empty', '-m', 'Start');
  git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
  git('config', 'remote.origin.pushurl', 'https://github.com/acme/app.git');
  git('config', `url.${join(home, 'remote.git')}.insteadOf`, 'https://github.com/acme/app.git');
  await using afterpush = await start();
  const { client } = afterpush;
  expect(await client.getAgentFolders()).toMatchObject({ agents: ['Claude Code'], folders: [] });
  const { folders } = await client.searchAgentFolders();
  expect(folders).toMatchObject([{ path: clone, watched: false }]);
  const followed = await client.watchAgentFolders([clone]);
  expect(followed.folders).toMatchObject([{ path: clone, watched: true }]);
  git('push', '-q', 'origin', 'agent/work');
  const branch = await eventually('the branch of the clone', async () => {
    const { chats } = await client.listChats();
    return chats[0]?.diff_statuses[0]?.git_branch;
  });
  expect(branch).toBe('agent/work');
});

test('the forge of a clone that is followed later is served at once, also for earlier pushes', async () => {
  const origin = 'https://gitlab.com/acme/app.git';
  git('config', 'url.https://gitlab.com/.insteadOf', 'lab:');
  git('remote', 'add', 'origin', 'lab:acme/app.git');
  await using afterpush = await start();
  const { client } = afterpush;
  const isServed = async () => (await client.listForges()).some(({ id }) => id === 'gitlab.com');
  const read = async () => (await client.getChat(chat.id)).diff_statuses[0];
  const chat = await client.createChat({ title: 'Work' });
  await client.sendPushSignal({ origin, branch: 'agent/work', chat_id: chat.id });
  const isFailed = async () => (await read())?.failure?.kind === 'no_forge';
  await eventually('the failure', isFailed);
  expect(await isServed()).toBe(false);
  await client.searchAgentFolders();
  await client.watchAgentFolders([clone]);
  await eventually('the forge', isServed);
  const row = await eventually('the row of the forge', async () => {
    const current = await read();
    return current?.forge_id === 'gitlab.com' && current.failure?.kind === 'no_token' && current;
  });
  expect(row).toMatchObject({ git_branch: 'agent/work' });
});
