import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';

test('a push in a folder that an agent worked in is noticed once the person follows it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'afterpush-home-'));
  const clone = join(home, 'app');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', clone, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
  execFileSync('git', ['init', '-q', '--bare', join(home, 'remote.git')]);
  execFileSync('git', ['init', '-q', '-b', 'agent/work', clone]);
  git('commit', '-q', '--allow-empty', '-m', 'Start');
  git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
  git('config', 'remote.origin.pushurl', 'https://github.com/acme/app.git');
  git('config', `url.${join(home, 'remote.git')}.insteadOf`, 'https://github.com/acme/app.git');
  mkdirSync(join(home, '.claude/projects/app'), { recursive: true });
  writeFileSync(join(home, '.claude/projects/app/1.jsonl'), `{"cwd":"${clone}"}\n`);
  await using afterpush = await startAfterpush({
    environment: { HOME: home, GIT_CONFIG_NOSYSTEM: '1', AFTERPUSH_DISCOVER: 'on' },
  });
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
  rmSync(home, { recursive: true, force: true });
});
