import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { MemoryQueue, type MemoryRow } from '../../test/support/memory-queue.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { ScriptedForge, toPullRequest } from '../../test/support/scripted-forge.ts';
import type { SyncDurations } from '../domain/backoff.ts';
import type { Quota } from '../domain/budget.ts';
import type { PullRequest } from '../domain/diff-status.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import { ChatRefresher } from './chat-refresher.ts';
import { Polling } from './polling.ts';
import type { TokenPort } from './ports.ts';
import { RunningRefreshes } from './running-refreshes.ts';
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
let refreshes: RunningRefreshes;
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
  token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses: [] };
  quotas = [];
  tokens = { findToken: async () => token };
  refreshes = new RunningRefreshes({
    queue,
    outcomes: queue,
    forges: {
      findForge: (id) => [forge, slowForge].find((candidate) => candidate.id === id),
      findForgeByOrigin: (origin) =>
        [forge, slowForge].find((candidate) => candidate.parseRemoteOrigin(origin)),
    },
    budgets: { listQuotas: () => quotas },
    durations,
    polling: new Polling(1),
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
        polling: new Polling(1),
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
  test('finds it 15 s later, without another signal', async () => {
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

  test('S7: polls a branch that never gets one fast for two minutes only', async () => {
    forge.rule = () => ({ kind: 'no_pull_request' });
    queue.add({ chatId: 'one' });
    await start();
    await clock.advance(2 * minute);
    const callsInTheWindow = forge.calls.length;
    await clock.advance(10 * minute);

    expect(callsInTheWindow).toBe(9);
    expect(forge.calls.length - callsInTheWindow).toBe(2);
  });
});

describe('an outcome that cannot be stored', () => {
  const refused = Object.assign(new Error('invalid input syntax'), { code: '22P02' });

  test.each([
    ['that the database refuses', refused, 0],
    ['after several attempts', new Error('unexpected'), 10 * second],
  ])('is a visible failure %s, and delays no other row', async (_, error, afterMs) => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const storePullRequest = queue.recordPullRequest.bind(queue);
    queue.recordPullRequest = async (row, pullRequest, due) => {
      if (row.chatId === 'bad') throw error;
      return storePullRequest(row, pullRequest, due);
    };
    const bad = queue.add({ chatId: 'bad' });
    const good = queue.add({ chatId: 'good' });
    await start();
    expect(good.pullRequest?.number).toBe(1);

    await clock.advance(afterMs);

    expect(bad.failure).toMatchObject({ kind: 'internal' });
    expect(bad.failure?.message).toContain('could not be stored');
    expect(bad.staleAt).toBe(clock.now() + durations.diffStatusTtlMs);
    expect(good.failure).toBeNull();
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ message: 'the outcome of a refresh cannot be stored' }),
    );
  });
});

describe('a pull request that leaves its merge queue', () => {
  const refreshed = (change: Partial<PullRequest>) => ({
    kind: 'refreshed' as const,
    pullRequest: toPullRequest(change),
  });

  async function startQueued() {
    forge.rule = () => refreshed({ inMergeQueue: true, mergeability: 'mergeable' });
    const row = queue.add({ chatId: 'one' });
    await start();
    forge.rule = () => refreshed({ inMergeQueue: false, mergeability: 'mergeable' });
    await clock.advance(durations.diffStatusTtlMs);
    return row;
  }

  test('is not shown as open and mergeable before its merge is reported', async () => {
    const row = await startQueued();
    expect(row.pullRequest).toMatchObject({ inMergeQueue: true, mergeability: 'computing' });
    forge.rule = () => refreshed({ state: 'merged', inMergeQueue: false });
    await clock.advance(3 * second);
    expect(row.pullRequest).toMatchObject({ state: 'merged' });
  });

  test('is shown as ejected once it stays open', async () => {
    const row = await startQueued();
    await clock.advance(20 * second);
    expect(row.pullRequest).toMatchObject({ inMergeQueue: true });
    await clock.advance(1 * second);
    expect(row.pullRequest).toMatchObject({ inMergeQueue: false, mergeability: 'mergeable' });
  });

  test('is shown as ejected although only a full read reports its place in the queue', async () => {
    const row = await startQueued();
    forge.rule = () => {
      const inMergeQueue = forge.calls.at(-1)?.readsAll === true ? false : null;
      return refreshed({ inMergeQueue, mergeability: 'mergeable' });
    };
    await clock.advance(21 * second);
    expect(row.pullRequest).toMatchObject({ inMergeQueue: false, mergeability: 'mergeable' });
  });
});

describe('what a refresh reads', () => {
  test('is all after a signal, and only what may have changed in a routine', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    queue.add({ chatId: 'one' });
    await start();
    await clock.advance(durations.diffStatusTtlMs);
    expect(forge.calls.map(({ readsAll }) => readsAll)).toEqual([true, false]);
  });
});

describe('waking up', () => {
  test('acquires a row that is due earlier when it is woken, not at the tick', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    await start();
    queue.add({ chatId: 'one' });
    await settle();
    expect(forge.calls).toHaveLength(0);

    await wake();

    expect(forge.calls).toHaveLength(1);
  });

  test('acquires a row at the 10 s tick when the notification was lost', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    await start();
    queue.add({ chatId: 'one' });
    await clock.advance(10 * second);

    expect(forge.calls).toHaveLength(1);
  });

  test('queries the queue only at the tick while it is idle', async () => {
    await start();
    const before = queue.dueQueries;
    await clock.advance(1 * minute);

    expect(queue.dueQueries - before).toBe(2 * 6);
  });
});

describe('a forge that hangs', () => {
  test('does not stall another forge', async () => {
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

  test('S9: ends in a failure that keeps the known data', async () => {
    const row = queue.add({ chatId: 'one', pullRequest: toPullRequest({ title: 'known' }) });
    await start();
    await clock.advance(1 * minute);

    expect(row.pullRequest?.title).toBe('known');
    expect(row.failure?.kind).toBe('timed_out');
    expect(row.staleAt).toBe(clock.now() + durations.diffStatusTtlMs);
  });

  test('leaves room for other owners beside one with many rows', async () => {
    for (let index = 0; index < 100; index += 1) queue.add({ chatId: `mine-${index}` });
    queue.add({ chatId: 'theirs', ownerId: 'grace', branch: 'theirs' });
    await start();

    expect(forge.calls.map((call) => call.branch)).toContain('theirs');
  });
});

test('an owner who requests many refreshes at once leaves room for others', async () => {
  for (let index = 0; index < 40; index += 1) {
    queue.add({ chatId: 'one', branch: `work-${index}`, staleAt: clock.now() + minute });
  }
  await start();
  const forges = { findForge: () => forge };
  const deps = { queue, refreshes, forges, tokens, durations, clock, logger };
  void new ChatRefresher(deps).refreshNow('one');
  await settle();
  expect(forge.calls).toHaveLength(40);

  queue.add({ chatId: 'theirs', ownerId: 'grace', branch: 'theirs' });
  await wake();

  expect(forge.calls.map(({ branch }) => branch)).toContain('theirs');
});

describe('many rows of some owners', () => {
  const answerAll = async () => {
    for (const call of forge.calls) call.answer({ kind: 'no_pull_request' });
    await settle();
  };

  test('delay the few rows of another owner by one call each', async () => {
    for (const ownerId of ['ada', 'grace']) {
      for (let index = 0; index < 200; index += 1) {
        queue.add({ chatId: `${ownerId}-${index}`, ownerId, branch: `${ownerId}-${index}` });
      }
    }
    await start();
    await clock.advance(1);
    for (let index = 0; index < 3; index += 1) {
      queue.add({ chatId: `few-${index}`, ownerId: 'joan', branch: `few-${index}` });
    }
    await wake();
    forge.calls[0]?.answer({ kind: 'no_pull_request' });
    await settle();
    expect(forge.calls.at(-1)?.branch).toBe('few-0');
    for (const call of [1, 2]) forge.calls[call]?.answer({ kind: 'no_pull_request' });
    await settle();
    expect(forge.calls.slice(-3).map(({ branch }) => branch)).toContain('few-1');
  });

  test('are all refreshed, in turns', async () => {
    for (const ownerId of ['ada', 'grace', 'joan']) {
      for (let index = 0; index < 40; index += 1) {
        queue.add({ chatId: `${ownerId}-${index}`, ownerId, branch: `${ownerId}-${index}` });
      }
    }
    await start();
    for (let round = 0; round < 20; round += 1) await answerAll();
    expect(new Set(forge.calls.map(({ branch }) => branch)).size).toBe(120);
  });
});

describe('S2: a push signal during a refresh', () => {
  test('refreshes the row again as soon as that refresh ends', async () => {
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
  test('pauses the token, and makes the row due after the pause', async () => {
    const retryInMs = 30 * minute;
    forge.rule = () => ({ kind: 'rate_limited', retryInMs });
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(queue.pauses).toMatchObject([{ forgeId: 'forge', retryInMs, bucket: null }]);
    expect(row.staleAt).toBe(clock.now() + retryInMs);
    expect(row.failure?.kind).toBe('rate_limited');
  });

  test('does not use a paused token, even after a signal', async () => {
    const pauses = [toPause(30 * minute)];
    token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses };
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.staleAt).toBe(clock.now() + 30 * minute);
  });
});

describe('an owner without a token', () => {
  test('makes no call, and retries after ten minutes', async () => {
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

describe('a database outage', () => {
  test('retries with growing delays, and continues when the database is back', async () => {
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

  test('records a fetched outcome when the database is back soon', async () => {
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

describe('a long database outage', () => {
  const outage = new UnavailableError('connection refused');

  test('S3: returns the lease of an outcome that could not be stored once the database is back', async () => {
    const row = queue.add({ chatId: 'one' });
    await start();
    queue.outage = outage;
    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await clock.advance(1 * minute);
    queue.outage = undefined;
    await clock.advance(2 * second);
    expect(forge.calls).toHaveLength(2);

    forge.calls[1]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();
    expect(row.pullRequest?.number).toBe(1);
    expect(row.failure).toBeNull();
  });

  test('S9: is no failure of the branch, which is refreshed as soon as the database is back', async () => {
    const row = queue.add({ chatId: 'one' });
    let isDown = true;
    tokens = {
      async findToken() {
        if (isDown) throw outage;
        return token;
      },
    };
    queue.outage = undefined;
    const acquire = queue.acquireStale.bind(queue);
    queue.acquireStale = async (request) => {
      const acquired = await acquire(request);
      if (acquired.length > 0 && isDown) queue.outage = outage;
      return acquired;
    };
    await start();
    await clock.advance(30 * second);
    expect(row.failure).toBeNull();

    [isDown, queue.outage] = [false, undefined];
    await clock.advance(2 * second);
    expect(forge.calls).toHaveLength(1);
  });

  test('does not keep a person who requested a refresh waiting until it is over', async () => {
    queue.add({ chatId: 'one', staleAt: clock.now() + minute });
    await start();
    const forges = { findForge: () => forge };
    const deps = { queue, refreshes, forges, tokens, durations, clock, logger };
    let isOver = false;
    void new ChatRefresher(deps).refreshNow('one').then(() => (isOver = true));
    await settle();
    queue.outage = outage;
    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await clock.advance(10 * second);
    expect(isOver).toBe(true);
  });

  test('S8: does not keep the process from stopping', async () => {
    queue.add({ chatId: 'one' });
    await start();
    queue.outage = outage;
    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();
    await stop();
    expect(queue.released).toEqual([]);
  });
});

test('a token that the forge rejected is reported, so that another one is looked for', async () => {
  const refused: string[] = [];
  tokens = { ...tokens, reportRefused: (_forgeId, rejected) => void refused.push(rejected) };
  forge.rule = () => ({ kind: 'failed', failure: { kind: 'unauthorized', message: '' } });
  queue.add({ chatId: 'one' });
  await start();
  expect(refused).toEqual(['t']);
});

describe('when only the reserve is left of a quota', () => {
  beforeEach(() => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const resetInMs = 30 * minute;
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 1_500, resetInMs }];
  });

  test('delays routine rows to the next window, and reports why', async () => {
    const row = queue.add({ chatId: 'one', routine: true });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.failure?.message).toContain('reserved for your own tools');
    expect(row.staleAt).toBe(clock.now() + 30 * minute);
  });

  test('still refreshes a row after a push', async () => {
    queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(1);
  });

  test('delays rows after a push once the lower reserve is reached', async () => {
    quotas = quotas.map((quota) => ({ ...quota, remaining: 1_000 }));
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(forge.calls).toHaveLength(0);
    expect(row.staleAt).toBe(clock.now() + 30 * minute);
  });

  test('decides per row of a batch, by its demand', async () => {
    queue.add({ chatId: 'one', branch: 'routine', routine: true });
    queue.add({ chatId: 'two', branch: 'pushed' });
    await start();

    expect(forge.calls.map(({ branch }) => branch)).toEqual(['pushed']);
  });

  test('lengthens the intervals before the reserve is reached', async () => {
    quotas = quotas.map((quota) => ({ ...quota, remaining: 2_000 }));
    const row = queue.add({ chatId: 'one' });
    await start();

    expect(row.staleAt).toBe(clock.now() + 2 * durations.diffStatusTtlMs);
  });
});

describe('a forge that refreshes many rows with one call', () => {
  const batching = new ScriptedForge('forge', 25);

  const addRoutine = (branch: string, dueInMs: number, change: Partial<MemoryRow> = {}) => {
    const staleAt = clock.now() + dueInMs;
    const known = { pullRequest: toPullRequest(), routine: true, signalled: false };
    return queue.add({ chatId: branch, branch, staleAt, ...known, ...change });
  };

  beforeEach(() => {
    forge = batching;
    batching.batches.length = 0;
    batching.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
  });

  test('fills the call for a routine row with those that are due soon', async () => {
    for (const index of [0, 20, 40, 48, 49]) addRoutine(`work-${index}`, index * second);
    await start();

    expect(batching.batches).toEqual([['work-0', 'work-20', 'work-40', 'work-48']]);
    await clock.advance(119 * second);
    expect(batching.batches).toHaveLength(2);
  });

  test('reads no more than 16 rows early and due together, which cost one point', async () => {
    for (let index = 0; index < 2; index += 1) addRoutine(`due-${index}`, 0);
    for (let index = 0; index < 50; index += 1) addRoutine(`early-${index}`, second);
    await start();

    expect(batching.batches.map(({ length }) => length)).toEqual([16]);
  });

  test.each<[string, Partial<MemoryRow>]>([
    ['of another owner', { ownerId: 'grace' }],
    [
      'that failed, which may wait for the end of a pause',
      { failure: { kind: 'rate_limited', message: '' } },
    ],
    ['without a pull request', { pullRequest: null }],
    ['that another replica has acquired', { isLeased: true }],
  ])('reads no row early %s', async (_, change) => {
    addRoutine('due', 0);
    addRoutine('early', second, change);
    await start();

    expect(batching.batches).toEqual([['due']]);
  });

  test('refreshes a requested row at once, together with one that waits after a delivery', async () => {
    addRoutine('delivered', 0, { isDelivered: true });
    await start();
    expect(batching.batches).toEqual([]);

    queue.add({ chatId: 'two', branch: 'pushed', staleAt: clock.now() - second });
    await wake();

    expect(batching.batches).toEqual([['pushed', 'delivered']]);
  });

  test('fills the call for a row that is read again soon after a push', async () => {
    queue.add({ chatId: 'two', branch: 'computing', signalled: false });
    addRoutine('early', second);
    await start();

    expect(batching.batches).toEqual([['computing', 'early']]);
  });

  test('does not delay a push by rows that are not due', async () => {
    addRoutine('early', second);
    queue.add({ chatId: 'two', branch: 'pushed' });
    await start();

    expect(batching.batches).toEqual([['pushed']]);
  });

  test.each<[string, () => Partial<MemoryRow>]>([
    ['a delivery long after a push', () => ({ reportedAt: clock.now() - 60 * second })],
    [
      'a delivery after which a row shows the pushed commit',
      () => ({ reportedSha: toPullRequest().headSha ?? '' }),
    ],
  ])('fills the call for %s', async (_, toChange) => {
    addRoutine('early', second);
    addRoutine('delivered', 0, { signalled: true, ...toChange() });
    await start();

    expect(batching.batches).toEqual([['delivered', 'early']]);
  });

  test('does not delay the read of a pushed commit that a row does not show yet', async () => {
    addRoutine('early', second);
    addRoutine('pushed', 0, { signalled: true, reportedSha: 'c0ffee' });
    await start();

    expect(batching.batches).toEqual([['pushed']]);
  });

  describe('while agents push all the time', () => {
    const push = async (branch: string, change: Partial<MemoryRow> = {}) => {
      const staleAt = clock.now() - second;
      queue.add({ chatId: branch, branch, staleAt, isFed: true, ...change });
      await wake();
    };

    beforeEach(async () => {
      await start();
      for (let index = 0; index < 42; index += 1) await push(`first-${index}`);
      batching.batches.length = 0;
    });

    test('reads the pushes of some seconds with one call', async () => {
      for (const branch of ['one', 'two', 'three']) {
        await push(branch);
        await clock.advance(2 * second);
      }
      await clock.advance(6 * second);
      expect(batching.batches).toEqual([['one', 'two', 'three']]);
    });

    test('reads a push at once after a pause', async () => {
      await clock.advance(20 * second);
      await push('later');
      expect(batching.batches).toEqual([['later']]);
    });

    test('does not delay another owner', async () => {
      await push('other', { ownerId: 'grace' });
      expect(batching.batches).toEqual([['other']]);
    });
  });

  test('sends one request for two chats on one branch', async () => {
    const rows = [queue.add({ chatId: 'one' }), queue.add({ chatId: 'two', ownerId: 'grace' })];

    await start();

    expect(batching.batches).toEqual([['agent/work']]);
    expect(rows.map((row) => row.pullRequest?.number)).toEqual([1, 1]);
  });
});

describe('a refresh that a person started', () => {
  test('S2: a signal during it is served as soon as it ends', async () => {
    const row = queue.add({ chatId: 'one', staleAt: clock.now() + minute });
    await start();
    const refresher = new ChatRefresher({
      queue,
      refreshes,
      forges: { findForge: () => forge },
      tokens,
      durations,
      clock,
      logger,
    });
    void refresher.refreshNow('one');
    await settle();
    queue.markStale(row);
    await wake();
    expect(forge.calls).toHaveLength(1);

    forge.calls[0]?.answer({ kind: 'no_pull_request' });
    await settle();

    expect(forge.calls).toHaveLength(2);
  });
});

describe('a batch', () => {
  const refreshed: FetchOutcome = { kind: 'refreshed', pullRequest: toPullRequest() };

  const startBatch = async () => {
    forge = new ScriptedForge('forge', 50);
    const rows = ['a', 'b', 'c'].map((branch) => queue.add({ chatId: branch, branch }));
    await start();
    return rows;
  };

  test('stores each row as soon as it is answered', async () => {
    const [first, second] = await startBatch();
    forge.calls[0]?.answer(refreshed);
    await settle();
    expect(first?.pullRequest?.number).toBe(1);
    expect(second?.pullRequest).toBeNull();
  });

  test('S9: keeps the answered rows when its time is over, and fails the others', async () => {
    const [first, second, third] = await startBatch();
    forge.calls[1]?.answer(refreshed);
    await clock.advance(minute);
    expect(second?.pullRequest?.number).toBe(1);
    expect(second?.failure).toBeNull();
    expect([first?.failure?.kind, third?.failure?.kind]).toEqual(['timed_out', 'timed_out']);
  });

  test('S3: hands back only the rows that are not answered when the process stops', async () => {
    await startBatch();
    forge.calls[1]?.answer(refreshed);
    await stop();
    expect(queue.released).toEqual(['a', 'c']);
  });

  test('refreshes an answered row again when it is due, while others still wait', async () => {
    await startBatch();
    const computing = toPullRequest({ mergeability: 'computing' });
    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: computing });
    await settle();
    await clock.advance(3 * second);
    expect(forge.batches).toEqual([['a', 'b', 'c'], ['a']]);
  });

  test('S2: a signal for an answered row does not wait for the others', async () => {
    const [first] = await startBatch();
    if (!first) throw new Error('no row');
    queue.markStale(first);
    forge.calls[0]?.answer(refreshed);
    await settle();
    expect(forge.batches).toEqual([['a', 'b', 'c'], ['a']]);
  });
});

test('an owner never has more rows running than leave room for others', async () => {
  for (let index = 0; index < 40; index += 1) {
    queue.add({ chatId: `${index}`, branch: `agent/${index}` });
  }
  await start();
  for (let answered = 0; answered < 10; answered += 1) {
    expect(refreshes.list()).toHaveLength(16);
    forge.calls[answered]?.answer({ kind: 'no_pull_request' });
    await settle();
  }
});
