import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { MemoryQueue } from '../../test/support/memory-queue.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { ScriptedForge, toPullRequest } from '../../test/support/scripted-forge.ts';
import { ChatRefresher } from './chat-refresher.ts';
import { Refreshes } from './running-refreshes.ts';

const durations = {
  noPrBackoffMs: 15_000,
  noPrRetryWindowMs: 120_000,
  diffStatusTtlMs: 120_000,
  noTokenBackoffMs: 600_000,
  acquisitionLeaseMs: 300_000,
};

let clock: FakeClock;
let queue: MemoryQueue;
let forge: ScriptedForge;
let logger: RecordingLogger;
let refresher: ChatRefresher;

beforeEach(() => {
  clock = new FakeClock();
  queue = new MemoryQueue(clock);
  forge = new ScriptedForge();
  logger = new RecordingLogger();
  const forges = { findForge: () => forge, findForgeByOrigin: () => forge };
  const token = {
    kind: 'token',
    token: 't',
    fingerprint: 'f',
    shared: true,
    pausedUntil: null,
  } as const;
  const tokens = { findToken: async () => token };
  const refreshes = new Refreshes({
    queue,
    outcomes: queue,
    forges,
    tokens,
    budgets: { listQuotas: () => [] },
    durations,
    clock,
    logger,
  });
  refresher = new ChatRefresher({ queue, refreshes, forges, tokens, durations, clock, logger });
});

/** Runs to the end what is started, and says whether it has ended. */
function watch(work: Promise<void>): { ended: boolean } {
  const watched = { ended: false };
  void work.finally(() => {
    watched.ended = true;
  });
  return watched;
}

describe('looking at a chat', () => {
  test('answers at once when every branch is fresh', async () => {
    queue.add({ chatId: 'one', staleAt: clock.now() + 60_000 });
    const look = watch(refresher.lookAt('one', 800));
    await settle();
    expect(look.ended).toBe(true);
    expect(forge.calls).toHaveLength(0);
  });

  test('asks the forge about a branch that is due, and waits for the answer', async () => {
    const row = queue.add({ chatId: 'one' });
    const look = watch(refresher.lookAt('one', 800));
    await settle();
    expect(look.ended).toBe(false);

    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();

    expect(look.ended).toBe(true);
    expect(row.pullRequest?.number).toBe(1);
  });

  test('waits no longer than asked, and the refresh goes on', async () => {
    const row = queue.add({ chatId: 'one' });
    const look = watch(refresher.lookAt('one', 800));
    await clock.advance(799);
    expect(look.ended).toBe(false);
    await clock.advance(1);
    expect(look.ended).toBe(true);

    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();
    expect(row.pullRequest?.number).toBe(1);
  });

  test('never waits when asked for zero', async () => {
    queue.add({ chatId: 'one' });
    await refresher.lookAt('one', 0);
    await settle();
    expect(forge.calls).toHaveLength(1);
  });

  test('of two people is one call', async () => {
    queue.add({ chatId: 'one' });
    const looks = [watch(refresher.lookAt('one', 800)), watch(refresher.lookAt('one', 800))];
    await settle();
    expect(forge.calls).toHaveLength(1);

    forge.calls[0]?.answer({ kind: 'no_pull_request' });
    await settle();
    expect(looks).toEqual([{ ended: true }, { ended: true }]);
  });

  test('still answers when the database refuses', async () => {
    queue.outage = new Error('connection refused');
    await refresher.lookAt('one', 800);
    expect(logger.lines).toMatchObject([{ level: 'warn', message: 'a chat was not refreshed' }]);
  });
});

describe('a refresh request', () => {
  test('asks the forge whether the branch is due or not', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const row = queue.add({ chatId: 'one', staleAt: clock.now() + 60_000 });
    await refresher.refreshNow('one');
    expect(row.pullRequest?.number).toBe(1);
  });

  test('is not answered by a refresh that began before it', async () => {
    queue.add({ chatId: 'one' });
    void refresher.lookAt('one', 0);
    await settle();
    const request = watch(refresher.refreshNow('one'));
    forge.calls[0]?.answer({ kind: 'no_pull_request' });
    await settle();
    expect(request.ended).toBe(false);
    expect(forge.calls).toHaveLength(2);

    forge.calls[1]?.answer({ kind: 'no_pull_request' });
    await settle();
    expect(request.ended).toBe(true);
  });
});
