import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiffStatus } from '../../src/contract/diff-status.ts';
import {
  type AfterpushProcess,
  countRefreshes,
  startAfterpush,
} from '../support/afterpush-process.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, startForgeWorld } from '../support/forge-world.ts';

let world: ForgeWorld;
let server: AfterpushProcess;

beforeEach(async () => {
  world = await startForgeWorld();
  server = await startAfterpush({
    environment: {
      ...world.environment,
      AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
      AFTERPUSH_DIFF_STATUS_TTL: '2s',
    },
  });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const names = (count: number) => Array.from({ length: count }, (_, index) => `agent/work-${index}`);

/** Opens pull requests whose branches one chat tracks. */
async function trackPullRequests(count: number) {
  const { forge, repository, cloneUrl } = world;
  const branches = names(count);
  await forge.commit(
    repository,
    branches.map((branch) => ({ branch, from: 'main', files: { [`${branch}.txt`]: 'x\n' } })),
  );
  const pulls = [];
  for (const head of branches) {
    const pull = await forge.openPullRequest({ repository, author: 'ada', head, title: head });
    forge.changePullRequest(pull, { mergeable: true });
    pulls.push(pull);
  }
  const chat = await server.client.createChat({ title: 'Batches' });
  for (const branch of branches) {
    await server.client.sendPushSignal({ origin: cloneUrl, branch, chat_id: chat.id });
  }
  await waitForRows(chat.id, 'every pull request', (row) => row.pr_number !== null);
  return { chatId: chat.id, pulls };
}

/** Reads the rows from the list, because opening a chat makes its rows due. */
async function readRows(chatId: string): Promise<DiffStatus[]> {
  const { chats } = await server.client.listChats();
  return chats.find(({ id }) => id === chatId)?.diff_statuses ?? never();
}

async function waitForRows(chatId: string, what: string, isTrue: (row: DiffStatus) => boolean) {
  return eventually(what, async () => {
    const rows = await readRows(chatId);
    return rows.every(isTrue) && rows;
  });
}

/** Waits until every row was refreshed that many more times. */
async function waitForRefreshes(chatId: string, times: number) {
  for (let time = 0; time < times; time += 1) {
    const before = await readRows(chatId);
    const readAt = new Map(before.map((row) => [row.git_branch, row.refreshed_at]));
    await waitForRows(chatId, 'another refresh', (row) => {
      return (row.refreshed_at ?? '') > (readAt.get(row.git_branch) ?? '');
    });
  }
}

describe('many open pull requests', () => {
  test('stay up to date with few requests', async () => {
    const { chatId } = await trackPullRequests(60);
    await waitForRefreshes(chatId, 2);
    const before = await countRefreshes(server);
    world.forge.requests.clear();

    await waitForRefreshes(chatId, 3);

    const { graphql, rest } = world.forge.requests.totals;
    const refreshes = (await countRefreshes(server)) - before;
    // Without batches each row costs two requests. With this short interval batches are not even full.
    expect(graphql).toBeGreaterThan(0);
    expect(graphql + rest).toBeLessThan(refreshes / 3);
  });

  test('are all refreshed although the forge times out on large queries', async () => {
    world.forge.faults.add({ effect: { kind: 'graphql-timeout', mostAliases: 8 } });
    const { chatId, pulls } = await trackPullRequests(30);
    for (const pull of pulls) world.forge.changePullRequest(pull, { title: 'Changed' });

    const rows = await waitForRows(
      chatId,
      'the new title',
      (row) => row.pull_request_title === 'Changed',
    );

    expect(rows.map(({ failure }) => failure)).toEqual(rows.map(() => null));
  });

  test('S9: one that the forge fails to return keeps its known values while the others are refreshed', async () => {
    const { chatId, pulls } = await trackPullRequests(10);
    world.forge.faults.add({ effect: { kind: 'graphql-partial', alias: 'part1' } });
    world.forge.changePullRequest(pulls[3] ?? pulls[0] ?? never(), { title: 'Changed' });

    await eventually('the new title', async () => {
      return (await readRows(chatId)).some((row) => row.pull_request_title === 'Changed');
    });

    const rows = await readRows(chatId);
    expect(rows.every((row) => row.pull_request_state === 'open')).toBe(true);
  });
});

test('a merged pull request is not requested again', async () => {
  const { chatId, pulls } = await trackPullRequests(2);
  const [merged, open] = pulls;
  if (!merged || !open) never();
  await world.forge.mergePullRequest(merged, 'ada');
  await waitForRows(
    chatId,
    'the merge',
    (row) => row.pull_request_state === (row.pr_number === merged.number ? 'merged' : 'open'),
  );
  world.forge.requests.clear();

  await eventually(
    'further checks of the open one',
    () => world.forge.requests.count(({ path }) => path.endsWith(`/pulls/${open.number}`)) >= 3,
  );

  const { entries } = world.forge.requests;
  expect(entries.filter(({ path }) => path.includes(`/pulls/${merged.number}`))).toEqual([]);
  const rows = await readRows(chatId);
  expect(rows.find((row) => row.pr_number === merged.number)?.stale_at).toBeNull();
});

function never(): never {
  throw new Error('missing from the setup of this test');
}
