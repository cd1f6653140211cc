import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { MemoryQueue } from '../../test/support/memory-queue.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { ScriptedForge, toPullRequest } from '../../test/support/scripted-forge.ts';
import type { SyncDurations } from '../domain/backoff.ts';
import type { Quota } from '../domain/budget.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { TokenPort } from './ports.ts';
import { Refreshes } from './running-refreshes.ts';
import { Worker } from './worker.ts';

const second = 1_000;
const minute = 60 * second;
const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 2 * minute,
  diffStatusTtlMs: 120 * second,
  noTokenBackoffMs: 10 * minute,
  acquisitionLeaseMs: 5 * minute,
};

let clock: FakeClock;
let queue: MemoryQueue;
let forge: ScriptedForge;
let slowForge: ScriptedForge;
let logger: RecordingLogger;
let refreshes: Refreshes;
let token: TokenLookup;
let tokens: TokenPort;
let quotas: Quota[];
let stop: () => Promise<void>;
let workers: Worker[];

beforeEach(() => {
  clock = new FakeClock();
  queue = new MemoryQueue(clock);
  forge = new ScriptedForge('forge');
  slowForge = new ScriptedForge('slow');
  logger = new RecordingLogger();
  token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pausedUntil: null };
  quotas = [];
  tokens = { findToken: async () => token };
  refreshes = new Refreshes({
    queue,
    outcomes: queue,
    forges: {
      findForge: (id) => [forge, slowForge].find((candidate) => candidate.id === id),
      findForgeByOrigin: (origin) =>
        [forge, slowForge].find((candidate) => candidate.parseRemoteOrigin(origin)),
    },
    tokens,
    budgets: { listQuotas: () => quotas },
    durations,
    clock,
    logger,
    random: () => 0,
  });
});

afterEach(() => stop());

async function start(): Promise<void> {
  const controller = new AbortController();
  workers = ['forge', 'slow'].map(
    (forgeId) =>
      new Worker({
        forgeId,
        batchSize: forgeId === forge.id ? forge.batchSize : 1,
        tokens,
        queue,
        refreshes,
        durations,
        clock,
        logger,
      }),
  );
  const ended = Promise.all(workers.map((worker) => worker.run(controller.signal)));
  stop = async () => {
    controller.abort();
    await ended;
    await refreshes[Symbol.asyncDispose]();
  };
  await settle();
}

const wake = async () => {
  for (const worker of workers) worker.wake();
  await settle();
};

describe('a pull request that is opened a moment after the push', () => {
  test('is found 15 s later, without another signal', async () => {
    forge.rule = () => ({ kind: 'no_pull_request' });
    const row = queue.add({ chatId: 'one' });
    await start();
    expect(row.pullRequest).toBeNull();

    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    await clock.advance(14 * second);
    expect(row.pullRequest).toBeNull();
    await clock.advance(1 * second);

    expect(row.pullRequest?.number).toBe(1);
    expect(row.staleAt).toBe(clock.now() + durations.diffStatusTtlMs);
  });

  test('S7: a branch that never gets one is polled fast for two minutes only', async () => {
    forge.rule = () => ({ kind: 'no_pull_request' });
    queue.add({ chatId: 'one' });
    await start();
    await clock.advance(2 * minute);
    const looksInTheWindow = forge.calls.length;
    await clock.advance(10 * minute);

    expect(looksInTheWindow).toBe(9);
    expect(forge.calls.length - looksInTheWindow).toBe(2);
  });
});

describe('waking up', () => {
  test('a row that is due earlier is taken when the worker is woken, not at the tick', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    await start();
    queue.add({ chatId: 'one' });
    await settle();
    expect(forge.calls).toHaveLength(0);

    await wake();

    expect(forge.calls).toHaveLength(1);
  });

  test('a lost notification costs at most the 10 s tick', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    await start();
    queue.add({ chatId: 'one' });
    await clock.advance(10 * second);

    expect(forge.calls).toHaveLength(1);
  });

  test('an idle worker asks the queue only at the tick', async () => {
    await start();
    const before = queue.looks;
    await clock.advance(1 * minute);

    expect(queue.looks - before).toBe(2 * 6);
  });
});

describe('a forge that hangs', () => {
  test('stalls no other forge', async () => {
    for (let index = 0; index < 100; index += 1) {
      queue.add({
        chatId: `slow-${index}`,
        forgeId: 'slow',
        ownerId: `owner-${index}`,
        remoteOrigin: 'https://slow.test/acme/app.git',
      });
    }
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(slowForge.calls.length).toBe(32);
    expect(row.pullRequest?.number).toBe(1);
  });

  test('ends in an error that keeps what is known (S9)', async () => {
    const row = queue.add({ chatId: 'one', pullRequest: toPullRequest({ title: 'known' }) });
    await start();
    await clock.advance(1 * minute);

    expect(row.pullRequest?.title).toBe('known');
    expect(row.failure?.kind).toBe('timed_out');
    expect(row.staleAt).toBe(clock.now() + durations.diffStatusTtlMs);
  });

  test('an owner with many rows leaves room for another', async () => {
    for (let index = 0; index < 100; index += 1) queue.add({ chatId: `mine-${index}` });
    queue.add({ chatId: 'theirs', ownerId: 'grace', branch: 'theirs' });
    await start();

    expect(forge.calls.map((call) => call.branch)).toContain('theirs');
  });
});

describe('S2: a push signal during a refresh', () => {
  test('is looked at as soon as that refresh ends', async () => {
    const row = queue.add({ chatId: 'one' });
    await start();
    queue.markStale(row);
    await wake();
    expect(forge.calls).toHaveLength(1);

    forge.calls[0]?.answer({ kind: 'no_pull_request' });
    await settle();

    expect(forge.calls).toHaveLength(2);
  });
});

describe('S5: a rate limit', () => {
  test('is written down for the token, and moves the row behind it', async () => {
    const until = new Date(clock.now() + 30 * minute);
    forge.rule = () => ({ kind: 'rate_limited', until });
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(queue.pauses).toEqual([{ forgeId: 'forge', until }]);
    expect(row.staleAt).toBe(until.getTime());
    expect(row.failure?.kind).toBe('rate_limited');
  });

  test('a paused token is not used, whoever signals', async () => {
    const pausedUntil = new Date(clock.now() + 30 * minute);
    token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pausedUntil };
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.staleAt).toBe(pausedUntil.getTime());
  });
});

describe('an owner without a token', () => {
  test('costs no call, and is looked at again after ten minutes', async () => {
    token = { kind: 'no_token', message: 'Link one.' };
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.failure).toEqual({ kind: 'no_token', message: 'Link one.' });
    expect(row.staleAt).toBe(clock.now() + 10 * minute);
  });
});

describe('stopping', () => {
  test('S8: aborts running calls and starts none; S3: hands leases back', async () => {
    queue.add({ chatId: 'one' });
    await start();
    expect(forge.calls).toHaveLength(1);

    await stop();
    queue.add({ chatId: 'two' });
    await clock.advance(10 * minute);

    expect(forge.calls).toHaveLength(1);
    expect(queue.released).toEqual(['one']);
  });
});

describe('a database that goes away', () => {
  test('is asked again after growing pauses, and work goes on when it is back', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    queue.outage = new Error('connection refused');
    const row = queue.add({ chatId: 'one' });
    await start();
    await clock.advance(1 * minute);
    expect(forge.calls).toHaveLength(0);

    queue.outage = undefined;
    await clock.advance(10 * second);

    expect(row.pullRequest?.number).toBe(1);
  });

  test('what the forge said is recorded when it is back soon', async () => {
    const row = queue.add({ chatId: 'one' });
    await start();
    queue.outage = new Error('connection reset');
    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();
    queue.outage = undefined;
    await clock.advance(1 * second);

    expect(row.pullRequest?.number).toBe(1);
    expect(forge.calls).toHaveLength(1);
  });
});

describe('when only the reserve is left of a quota', () => {
  beforeEach(() => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const resetAt = new Date(clock.now() + 30 * minute);
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 1_500, resetAt }];
  });

  test('routine rows wait for the next window, and say why', async () => {
    const row = queue.add({ chatId: 'one', routine: true });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.failure?.message).toContain('reserved for your own tools');
    expect(row.staleAt).toBe(clock.now() + 30 * minute);
  });

  test('a push is looked at all the same', async () => {
    queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(1);
  });

  test('a push waits as well once the lower reserve is reached', async () => {
    quotas = quotas.map((quota) => ({ ...quota, remaining: 1_000 }));
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.staleAt).toBe(clock.now() + 30 * minute);
  });

  test('rows of one batch wait or are refreshed each by its own demand', async () => {
    queue.add({ chatId: 'one', branch: 'routine', routine: true });
    queue.add({ chatId: 'two', branch: 'pushed' });
    await start();

    expect(forge.calls.map(({ branch }) => branch)).toEqual(['pushed']);
  });

  test('intervals have grown before it comes to that', async () => {
    quotas = quotas.map((quota) => ({ ...quota, remaining: 2_000 }));
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(row.staleAt).toBe(clock.now() + 2 * durations.diffStatusTtlMs);
  });
});

describe('a forge that answers many rows with one call', () => {
  const batching = new ScriptedForge('forge', 25);

  test('is asked once for rows that become due one after another', async () => {
    forge = batching;
    batching.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    for (const index of [0, 1, 2, 3]) {
      const staleAt = clock.now() + index * second;
      queue.add({ chatId: `${index}`, branch: `work-${index}`, staleAt, routine: true });
    }
    await start();

    await clock.advance(10 * second);

    expect(batching.batches).toEqual([['work-0', 'work-1', 'work-2', 'work-3']]);
  });

  test('is asked at once for a row that somebody waits for, and for those that linger', async () => {
    forge = batching;
    batching.batches.length = 0;
    batching.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    queue.add({ chatId: 'one', branch: 'lingering', routine: true });
    const soon = { staleAt: clock.now() + 5 * second, routine: true };
    queue.add({ chatId: 'three', branch: 'its company', ...soon });
    await start();
    expect(batching.batches).toEqual([]);

    queue.add({ chatId: 'two', branch: 'pushed', staleAt: clock.now() - second });
    await wake();

    expect(batching.batches).toEqual([['pushed', 'lingering']]);
  });

  test('is asked once for two chats on one branch', async () => {
    forge = batching;
    batching.batches.length = 0;
    batching.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const rows = [queue.add({ chatId: 'one' }), queue.add({ chatId: 'two', ownerId: 'grace' })];

    await start();

    expect(batching.batches).toEqual([['agent/work']]);
    expect(rows.map((row) => row.pullRequest?.number)).toEqual([1, 1]);
  });
});
