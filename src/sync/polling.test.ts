import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { MemoryQueue } from '../../test/support/memory-queue.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { ScriptedForge, toPullRequest } from '../../test/support/scripted-forge.ts';
import type { SyncDurations } from '../domain/backoff.ts';
import type { Quota } from '../domain/budget.ts';
import { ChatRefresher } from './chat-refresher.ts';
import { Polling } from './polling.ts';
import { RunningRefreshes } from './running-refreshes.ts';
import { Worker } from './worker.ts';

const second = 1_000;
const minute = 60 * second;
const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 2 * minute,
  diffStatusTtlMs: 2 * minute,
  noTokenBackoffMs: 10 * minute,
  acquisitionLeaseMs: 5 * minute,
};

let clock: FakeClock;
let queue: MemoryQueue;
let forge: ScriptedForge;
let quotas: Quota[];
let polling: Polling;
let refresher: ChatRefresher;
let worker: Worker;
let stop: () => Promise<void>;

beforeEach(() => {
  clock = new FakeClock();
  queue = new MemoryQueue(clock);
  forge = new ScriptedForge();
  forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
  quotas = [];
});

afterEach(() => stop());

async function start(factor = 1): Promise<void> {
  polling = new Polling(factor);
  const logger = new RecordingLogger();
  const token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses: [] } as const;
  const forges = { findForge: () => forge, findForgeByOrigin: () => forge };
  const tokens = { findToken: async () => token };
  const budgets = { listQuotas: () => quotas };
  const shared = { queue, forges, tokens, durations, polling, clock, logger };
  const refreshes = new RunningRefreshes({ ...shared, outcomes: queue, budgets, random: () => 0 });
  refresher = new ChatRefresher({ ...shared, refreshes });
  worker = new Worker({ ...shared, refreshes, forgeId: 'forge', batchSize: forge.batchSize });
  const stopping = new AbortController();
  const ended = worker.run(stopping.signal);
  stop = async () => {
    stopping.abort();
    await ended;
    await refreshes[Symbol.asyncDispose]();
  };
  await settle();
}

const pause = async () => {
  polling.note(new Date(clock.now()));
  await settle();
};

const signal = async (row: ReturnType<MemoryQueue['add']>) => {
  queue.markStale(row);
  worker.wake();
  await settle();
};

describe('the poll factor', () => {
  test.each([
    [0.5, 4 * minute],
    [1, 2 * minute],
    [2, minute],
    [10, 12 * second],
  ])('of %d reads an open pull request every %d ms', async (factor, everyMs) => {
    queue.add({ chatId: 'one' });
    await start(factor);
    expect(forge.calls).toHaveLength(1);
    await clock.advance(everyMs - second);
    expect(forge.calls).toHaveLength(1);
    await clock.advance(second);
    expect(forge.calls).toHaveLength(2);
  });

  test('divides what a strained quota has stretched', async () => {
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 3_500, resetInMs: 45 * minute }];
    const row = queue.add({ chatId: 'one' });
    await start(0.5);
    expect(row.staleAt).toBe(clock.now() + 8 * minute);
  });

  test.each([
    [0.5, 10 * minute],
    [1, 5 * minute],
    [2, 2.5 * minute],
  ])('of %d looks for a pull request that is late every %d ms', async (factor, everyMs) => {
    forge.rule = () => ({ kind: 'no_pull_request' });
    const row = queue.add({ chatId: 'one', reportedAt: clock.now() - 3 * minute });
    await start(factor);
    expect(row.staleAt).toBe(clock.now() + everyMs);
    expect(row.routine).toBe(true);
  });

  test('leaves the retries just after a push as they are', async () => {
    forge.rule = () => ({ kind: 'no_pull_request' });
    queue.add({ chatId: 'one' });
    await start(0.1);
    await clock.advance(15 * second);
    expect(forge.calls).toHaveLength(2);
  });

  test.each([
    [1, [['due', 'soon']]],
    [10, [['due']]],
  ])('of %d scales how early a row fills a call', async (factor, batches) => {
    forge = new ScriptedForge('forge', 16);
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const read = { routine: true, signalled: false, pullRequest: toPullRequest() };
    queue.add({ chatId: 'one', branch: 'due', refreshedAt: clock.now(), ...read });
    queue.add({ chatId: 'one', branch: 'soon', staleAt: clock.now() + 5 * second, ...read });
    await start(factor);
    expect(forge.batches).toEqual(batches);
  });

  test('of 0 reads nothing when an interval ends, and plans the usual intervals', async () => {
    const row = queue.add({ chatId: 'one' });
    await start(0);
    expect(row.staleAt).toBe(clock.now() + 2 * minute);
    await clock.advance(60 * minute);
    expect(forge.calls).toHaveLength(1);
    expect(polling).toMatchObject({ isPaused: true, pausedAt: null });
  });
});

describe('while polling is paused', () => {
  test('rows that are due because time passes wait, and are read when polling goes on', async () => {
    queue.add({ chatId: 'one' });
    await start();
    await pause();
    await clock.advance(60 * minute);
    expect(forge.calls).toHaveLength(1);

    polling.note(null);
    await settle();
    expect(forge.calls).toHaveLength(2);
  });

  test('a push is read at once, and its pull request looked for during two minutes', async () => {
    forge.rule = () => ({ kind: 'no_pull_request' });
    const row = queue.add({ chatId: 'one', staleAt: null });
    await start();
    await pause();
    await signal(row);
    await clock.advance(60 * minute);
    expect(forge.calls).toHaveLength(9);
  });

  test('a push whose read failed is tried again for an hour', async () => {
    const failure = { kind: 'unavailable', message: 'down' } as const;
    forge.rule = () => ({ kind: 'failed', failure });
    const row = queue.add({ chatId: 'one', staleAt: null });
    await start();
    await pause();
    await signal(row);
    await clock.advance(59 * minute);
    expect(forge.calls).toHaveLength(30);
    await clock.advance(60 * minute);
    expect(forge.calls).toHaveLength(30);
  });

  test('the mergeability that the forge computes is read', async () => {
    const pullRequest = toPullRequest({ mergeability: 'computing' });
    forge.rule = () => ({ kind: 'refreshed', pullRequest });
    const row = queue.add({ chatId: 'one', staleAt: null });
    await start();
    await pause();
    await signal(row);
    await clock.advance(60 * minute);
    expect(forge.calls).toHaveLength(4);
  });

  test('an open chat is read when its rows are due, and a refresh at once', async () => {
    queue.add({ chatId: 'one' });
    await start();
    await pause();
    await clock.advance(2 * minute);
    await refresher.refreshDue('one', second);
    expect(forge.calls).toHaveLength(2);
    await refresher.refreshNow('one');
    expect(forge.calls).toHaveLength(3);
  });

  test('rows of many owners are read a few at a time when polling goes on', async () => {
    forge.rule = undefined;
    const read = { routine: true, refreshedAt: clock.now() };
    for (let index = 0; index < 100; index += 1) {
      queue.add({ ...read, chatId: `chat-${index}`, ownerId: `owner-${index}` });
    }
    await start();
    await stop();
    forge.calls.length = 0;
    for (const row of queue.rows) Object.assign(row, { staleAt: clock.now(), routine: true });
    await start(0);
    await clock.advance(60 * minute);
    expect(forge.calls).toEqual([]);
    await stop();

    await start();
    const counts: number[] = [];
    while (forge.calls.length > 0) {
      counts.push(forge.calls.length);
      const running = forge.calls.splice(0);
      for (const { answer } of running) answer({ kind: 'refreshed', pullRequest: toPullRequest() });
      await settle();
    }
    expect(Math.max(...counts)).toBe(32);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
  });
});
