import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type AfterpushProcess,
  adminToken,
  program,
  startAfterpush,
} from '../support/afterpush-process.ts';
import { cloneAsAgent } from '../support/agent-clone.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, startForgeWorld } from '../support/forge-world.ts';

let world: ForgeWorld;
let server: AfterpushProcess;

beforeEach(async () => {
  world = await startForgeWorld();
  server = await startAfterpush({ environment: world.environment });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Runs `afterpush watch` beside the server. */
async function startWatching(directory: string) {
  const child = spawn(process.execPath, [program, 'watch', directory], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: adminToken,
      AFTERPUSH_DATA_DIR: server.dataDirectory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const ended = once(child, 'exit');
  await eventually('the start', () => output.includes('watching '));
  return {
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

test('the push of an agent with a chat is in that chat, seen by askpass and by the watcher', async () => {
  const chat = await server.client.createChat({ title: 'Fix the login' });
  using clone = await cloneAsAgent(world.cloneUrl, {
    afterpushUrl: server.url,
    chatId: chat.id,
  });
  await using watching = await startWatching(clone.directory);
  await clone.commit('agent/login');
  await clone.git('push', '-q', 'origin', 'agent/login');
  await eventually('the worktree of the chat', async () => {
    const { checkout } = await server.client.getChat(chat.id);
    return checkout?.branch === 'agent/login' && checkout.ahead === 0;
  });
  const { chats } = await server.client.listChats({ archived: 'all' });
  expect(chats.map(({ id, diff_statuses: { length } }) => [id, length])).toEqual([[chat.id, 1]]);
  await clone.git('push', '-q', 'origin', 'HEAD:agent/other');
  await eventually('the other branch', async () => {
    const { diff_statuses: statuses } = await server.client.getChat(chat.id);
    return statuses.length === 2;
  });
  expect((await server.client.listChats({ archived: 'all' })).chats).toHaveLength(1);
  await eventually('the line of the push', () => watching.output().includes('agent/other'));
});
