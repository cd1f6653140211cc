import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PullRequestReference } from '../demo/forge/control/conversation-controls.ts';
import { createForgeRegistry } from '../src/forge/registry.ts';
import { settleVerdicts } from '../src/store/settle-verdicts.ts';
import { createValidatorCache } from '../src/store/validator-cache.ts';
import { ChatRefresher } from '../src/sync/chat-refresher.ts';
import { Polling } from '../src/sync/polling.ts';
import { RepositoryLanes } from '../src/sync/repository-lanes.ts';
import { RunningRefreshes } from '../src/sync/running-refreshes.ts';
import { Worker } from '../src/sync/worker.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { eventually } from './support/eventually.ts';
import { FakeClock } from './support/fake-clock.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from './support/forge-world.ts';
import { RecordingLogger } from './support/recording-logger.ts';
import { type ArrangedStore, arrangeStore } from './support/stored-chats.ts';

const durations = {
  noPrBackoffMs: 15_000,
  noPrRetryWindowMs: 120_000,
  diffStatusTtlMs: 120_000,
  noTokenBackoffMs: 600_000,
  acquisitionLeaseMs: 300_000,
};

describeEachDatabase('checks that are run again on an unmoved pull request', (open) => {
  let world: ForgeWorld;
  let arranged: ArrangedStore;
  let clock: FakeClock;
  let refreshes: RunningRefreshes;
  let refresher: ChatRefresher;
  let pull: PullRequestReference;
  let startLanes: () => void;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    world = await startForgeWorld();
    arranged = arrangeStore(open());
    clock = new FakeClock(new Date());
    startWorker();
    await arranged.createChat('one');
    pull = await openPullRequest();
    setChecks('failure');
    await signal();
    await workUntil('the failed checks', async () => (await readState()) === 'failed');
    // Whatever the forge was still computing is read.
    await workUntil('a routine row', async () => {
      await arranged.pass(15_000);
      return ((await arranged.dueIn('one')) ?? 0) > 30_000;
    });
  });

  afterEach(async () => {
    await stop();
    await world[Symbol.asyncDispose]();
  });

  async function signal(): Promise<void> {
    await arranged.store.markStale({
      ownerId: 'ada',
      chatIds: ['one'],
      remoteOrigin: world.cloneUrl,
      branch: 'work',
      forgeId: 'forge',
      repository: world.repository,
      headSha: null,
    });
    await arranged.pass(1_000);
  }

  function startWorker(): void {
    const controller = new AbortController();
    const { apiBaseUrl, webBaseUrl } = world.forge;
    const logger = new RecordingLogger();
    const forges = createForgeRegistry([{ id: 'forge', type: 'github', apiBaseUrl, webBaseUrl }], {
      validators: createValidatorCache(open()),
      budgets: { observe: () => {}, observeExpiry: () => {}, find: () => undefined },
      clock,
      logger,
    });
    const token = { token: ownerToken, fingerprint: 'f', shared: true, pauses: [] };
    const tokens = { findToken: async () => ({ kind: 'token', ...token }) as const };
    const { store } = arranged;
    const polling = new Polling(1);
    const shared = { queue: store, forges, tokens, durations, polling, clock, logger };
    const budgets = { listQuotas: () => [] };
    refreshes = new RunningRefreshes({ ...shared, outcomes: store, budgets });
    refresher = new ChatRefresher({ ...shared, refreshes });
    const worker = new Worker({ ...shared, refreshes, forgeId: 'forge', batchSize: 1 });
    const lanes = new RepositoryLanes({ ...shared, store, budgets });
    const running = [worker.run(controller.signal)];
    startLanes = () => void running.push(lanes.run(controller.signal));
    stop = async () => {
      controller.abort();
      await Promise.all(running);
      await refreshes[Symbol.asyncDispose]();
    };
  }

  async function openPullRequest(): Promise<PullRequestReference> {
    const { forge, repository } = world;
    await forge.commit(repository, [{ branch: 'work', from: 'main', files: { 'b.txt': 'b\n' } }]);
    return forge.openPullRequest({ repository, author: 'grace', head: 'work', title: 'Work' });
  }

  const setChecks = (conclusion: 'failure' | 'success') =>
    world.forge.setPullRequestChecks(pull, [{ name: 'test', status: 'completed', conclusion }]);

  const readState = async () => (await arranged.read('one')).checks_state;

  /** A running refresh has a time limit by this clock, which therefore waits for it. */
  const workUntil = (what: string, isTrue: () => Promise<boolean>) =>
    eventually(what, async () => {
      if (refreshes.list().length === 0) await clock.advance(10_000);
      return isTrue();
    });

  /** The same, while time passes for the rows as well. */
  const waitUntil = (what: string, isTrue: () => Promise<boolean>) =>
    workUntil(what, async () => {
      if (await isTrue()) return true;
      await arranged.pass(5_000);
      return false;
    });

  test('are seen within a minute while the chat is not open', async () => {
    startLanes();
    setChecks('success');
    await arranged.pass(60_000);
    await workUntil('the passed checks', async () => (await readState()) === 'passed');
  });

  test('are seen within half a minute while the chat is open', async () => {
    startLanes();
    setChecks('success');
    await refresher.refreshDue('one', 0);
    await arranged.pass(30_000);
    await workUntil('the passed checks', async () => (await readState()) === 'passed');
  });

  async function readReason() {
    await settleVerdicts(open(), 100);
    return (await arranged.read('one')).verdict_reason;
  }

  // S14
  test('are waited for when a draft is marked as ready, which may start them', async () => {
    startLanes();
    const { forge } = world;
    setChecks('success');
    forge.submitReview(pull, { author: 'ada', state: 'APPROVED', body: '' });
    forge.changePullRequest(pull, { draft: true });
    await signal();
    await workUntil('the draft', async () => (await readReason()) === 'draft');
    await arranged.pass(3_600_000);

    forge.changePullRequest(pull, { draft: false });
    await signal();
    await workUntil('the end of the draft', async () => {
      const reason = await readReason();
      return reason !== 'draft' && reason !== 'push_pending';
    });
    expect(await readReason()).toBe('checks_starting');

    forge.setPullRequestChecks(pull, [{ name: 'end to end', status: 'queued' }]);
    await arranged.pass(60_000);
    await workUntil('the late check', async () => (await readReason()) === 'checks_running');

    forge.setPullRequestChecks(pull, [
      { name: 'end to end', status: 'completed', conclusion: 'success' },
    ]);
    await waitUntil('the end', async () => (await readReason()) === 'ready_to_merge');
  });

  test('cost only conditional requests while nothing changes', async () => {
    const readAgain = async () => {
      const { refreshed_at: before } = await arranged.read('one');
      await arranged.pass(120_000);
      await workUntil('another read', async () => {
        return ((await arranged.read('one')).refreshed_at ?? 0) > (before ?? 0);
      });
    };
    // The signalled read was a query.
    await readAgain();
    world.forge.requests.clear();
    await readAgain();
    const sent = world.forge.requests.entries.map(({ conditional }) => conditional);
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent)).toEqual(new Set(['hit']));
  });
});
