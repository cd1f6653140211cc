import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../test/support/checks.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { MemoryQueue } from '../../test/support/memory-queue.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { ScriptedForge, toPullRequest } from '../../test/support/scripted-forge.ts';
import { ChatRefresher } from './chat-refresher.ts';
import { Polling } from './polling.ts';
import { RunningRefreshes } from './running-refreshes.ts';

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
    pauses: [],
  } as const;
  const tokens = { findToken: async () => token };
  const refreshes = new RunningRefreshes({
    queue,
    outcomes: queue,
    forges,
    budgets: { listQuotas: () => [] },
    durations,
    polling: new Polling(1),
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

describe('refreshing the due branches of a chat', () => {
  test('returns at once when every branch is fresh', async () => {
    queue.add({ chatId: 'one', staleAt: clock.now() + 60_000 });
    const refresh = watch(refresher.refreshDue('one', 800));
    await settle();
    expect(refresh.ended).toBe(true);
    expect(forge.calls).toHaveLength(0);
  });

  test('fetches a branch that is due, and waits for the result', async () => {
    const row = queue.add({ chatId: 'one' });
    const refresh = watch(refresher.refreshDue('one', 800));
    await settle();
    expect(refresh.ended).toBe(false);

    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();

    expect(refresh.ended).toBe(true);
    expect(row.pullRequest?.number).toBe(1);
  });

  test.each([
    ['failed', toChecks({ passed: 1, failed: 1 })],
    ['are pending', toChecks({ pending: 1 })],
  ])('fetches checks again that %s, when they are 30 s old', async (_, checks) => {
    const row = { staleAt: clock.now() + 60_000, readAt: clock.now() };
    queue.add({ chatId: 'one', ...row, pullRequest: toPullRequest({ checks }) });
    await clock.advance(29_999);
    await refresher.refreshDue('one', 0);
    await settle();
    expect(forge.calls).toHaveLength(0);

    await clock.advance(1);
    await refresher.refreshDue('one', 0);
    await settle();
    expect(forge.calls).toHaveLength(1);
  });

  test('does not fetch checks again that passed', async () => {
    const pullRequest = toPullRequest({ checks: toChecks({ passed: 1 }) });
    queue.add({
      chatId: 'one',
      staleAt: clock.now() + 60_000,
      readAt: clock.now() - 50_000,
      pullRequest,
    });
    await refresher.refreshDue('one', 0);
    await settle();
    expect(forge.calls).toHaveLength(0);
  });

  test('waits no longer than requested, and the refresh continues', async () => {
    const row = queue.add({ chatId: 'one' });
    const refresh = watch(refresher.refreshDue('one', 800));
    await clock.advance(799);
    expect(refresh.ended).toBe(false);
    await clock.advance(1);
    expect(refresh.ended).toBe(true);

    forge.calls[0]?.answer({ kind: 'refreshed', pullRequest: toPullRequest() });
    await settle();
    expect(row.pullRequest?.number).toBe(1);
  });

  test('does not wait when the limit is zero', async () => {
    queue.add({ chatId: 'one' });
    await refresher.refreshDue('one', 0);
    await settle();
    expect(forge.calls).toHaveLength(1);
  });

  test('shares one call between concurrent requests', async () => {
    queue.add({ chatId: 'one' });
    const refreshes = [
      watch(refresher.refreshDue('one', 800)),
      watch(refresher.refreshDue('one', 800)),
    ];
    await settle();
    expect(forge.calls).toHaveLength(1);

    forge.calls[0]?.answer({ kind: 'no_pull_request' });
    await settle();
    expect(refreshes).toEqual([{ ended: true }, { ended: true }]);
  });

  test('returns when the database refuses the acquire', async () => {
    queue.outage = new Error('connection refused');
    await refresher.refreshDue('one', 800);
    expect(logger.lines).toMatchObject([{ level: 'warn', message: 'failed to refresh a chat' }]);
  });
});

describe('refreshing a chat now', () => {
  test('fetches every branch, due or not', async () => {
    forge.rule = () => ({ kind: 'refreshed', pullRequest: toPullRequest() });
    const row = queue.add({ chatId: 'one', staleAt: clock.now() + 60_000 });
    await refresher.refreshNow('one');
    expect(row.pullRequest?.number).toBe(1);
  });

  test('starts a new refresh when one is already running', async () => {
    queue.add({ chatId: 'one' });
    void refresher.refreshDue('one', 0);
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
