import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../src/contract/chat.ts';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';
import { type CloneFolder, createCloneFolder } from '../support/watched-clones.ts';

let world: ForgeWorld;
let folder: CloneFolder;
let server: AfterpushProcess;
let dataDirectory: string;

const start = () =>
  startAfterpush({
    dataDirectory,
    environment: { ...world.environment, AFTERPUSH_WATCH: folder.directory },
  });

beforeAll(async () => {
  world = await startForgeWorld();
  folder = createCloneFolder();
  dataDirectory = mkdtempSync(join(tmpdir(), 'afterpush-watch-data-'));
  const url = world.cloneUrl.replace('://', `://ada:${ownerToken}@`);
  await folder.git('.', 'clone', '-q', url, 'app');
  server = await start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
  rmSync(dataDirectory, { recursive: true, force: true });
});

async function listChats(): Promise<Chat[]> {
  return (await server.client.listChats({ archived: 'all' })).chats;
}

async function findStatus(branch: string, commit: string) {
  return eventually(`the push of ${commit} to ${branch}`, async () => {
    const chats = await listChats();
    const statuses = chats.flatMap((chat) =>
      chat.diff_statuses.map((status) => ({ chat, status })),
    );
    return statuses.find(({ status }) => {
      return status.git_branch === branch && status.reported_sha === commit;
    });
  });
}

test('a push from a clone is on the board with its branch, commit and pull request', async () => {
  await folder.git('app', 'checkout', '-q', '-b', 'agent/first');
  const commit = await folder.commit('app');
  expect(await listChats()).toEqual([]);
  await folder.git('app', 'push', '-q', '-u', 'origin', 'agent/first');
  const { chat, status } = await findStatus('agent/first', commit);
  expect(chat).toMatchObject({ title: 'agent/first', archived: false });
  expect(chat.workspace_id).toMatch(/^clone:[0-9a-f]{16}$/);
  expect(status.remote_origin).not.toContain(ownerToken);
  const pull = await world.forge.openPullRequest({
    repository: world.repository,
    author: 'grace',
    head: 'agent/first',
    title: 'First',
  });
  await eventually('the pull request', async () => {
    const { diff_status: shown } = await server.client.getChat(chat.id);
    return shown?.pr_number === pull.number;
  });
});

test('a push to a branch of another name is reported for that branch', async () => {
  const commit = await folder.commit('app');
  await folder.git('app', 'push', '-q', 'origin', 'HEAD:other/name');
  const { chat } = await findStatus('other/name', commit);
  expect((await listChats()).map(({ id }) => id)).toEqual([chat.id]);
});

test('a fetch and a deleted branch are no pushes', async () => {
  const before = await listChats();
  await world.forge.commit(world.repository, [{ branch: 'theirs', files: { 'x.txt': 'x\n' } }]);
  await folder.git('app', 'fetch', '-q');
  await folder.git('app', 'push', '-q', 'origin', ':other/name');
  const commit = await folder.commit('app');
  await folder.git('app', 'push', '-q', 'origin', 'HEAD:agent/after');
  await findStatus('agent/after', commit);
  const branches = (await listChats()).flatMap((chat) =>
    chat.diff_statuses.map(({ git_branch: branch, revision }) => [branch, revision]),
  );
  expect(branches.map(([branch]) => branch)).not.toContain('theirs');
  expect((await listChats()).length).toBe(before.length);
});

test('a worktree that is made while watching has its chat until it is removed', async () => {
  await folder.git(
    'app',
    'worktree',
    'add',
    '-q',
    '-b',
    'agent/second',
    '../second',
    'origin/main',
  );
  const chat = await eventually('the chat of the worktree', async () =>
    (await listChats()).find(({ title, checkout }) => title === 'agent/second' && checkout),
  );
  expect(chat.checkout).toMatchObject({ branch: 'agent/second', ahead: 0, exists: true });
  const commit = await folder.commit('second');
  await eventually('the commit that is not pushed', async () => {
    const { checkout } = await server.client.getChat(chat.id);
    return checkout?.ahead === 1 && checkout.head_sha === commit;
  });
  const unpushed = await server.client.getCheckoutDiff(chat.id);
  expect(unpushed.files).toMatchObject([{ status: 'added', additions: 1 }]);
  await folder.git('second', 'push', '-q', 'origin', 'HEAD');
  expect((await findStatus('agent/second', commit)).chat.id).toBe(chat.id);
  await eventually('nothing left to push', async () => {
    const { checkout } = await server.client.getChat(chat.id);
    return checkout?.ahead === 0 && checkout.pushed_sha === commit;
  });
  await folder.git('app', 'worktree', 'remove', '../second');
  await eventually('the end of the worktree', async () => {
    const { checkout, archived } = await server.client.getChat(chat.id);
    return checkout?.exists === false && !archived;
  });
});

test('pushes are found that were made while nothing was watching, and none is reported twice', async () => {
  await server.stop();
  await folder.git('app', 'worktree', 'add', '-q', '-b', 'agent/third', '../third', 'origin/main');
  const commit = await folder.commit('third');
  await folder.git('third', 'push', '-q', 'origin', 'HEAD');
  server = await start();
  await findStatus('agent/third', commit);
  const first = (await listChats()).flatMap((chat) => chat.diff_statuses);
  const before = first.find(({ git_branch: branch }) => branch === 'agent/after');
  await server.stop();
  server = await start();
  const next = await folder.commit('third');
  await folder.git('third', 'push', '-q', 'origin', 'HEAD');
  await findStatus('agent/third', next);
  const statuses = (await listChats()).flatMap((chat) => chat.diff_statuses);
  const after = statuses.find(({ git_branch: branch }) => branch === 'agent/after');
  expect(after?.reported_at).toBe(before?.reported_at);
});
