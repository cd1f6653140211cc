import { afterEach, beforeEach, expect, test } from 'vitest';
import { createForgeRegistry } from '../src/forge/registry.ts';
import type { Database } from '../src/store/database.ts';
import { createValidatorCache } from '../src/store/validator-cache.ts';
import { Polling } from '../src/sync/polling.ts';
import { RepositoryLanes } from '../src/sync/repository-lanes.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { eventually } from './support/eventually.ts';
import { FakeClock } from './support/fake-clock.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from './support/forge-world.ts';
import { RecordingLogger } from './support/recording-logger.ts';
import { toPullRequest } from './support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore } from './support/stored-chats.ts';

describeEachDatabase('a repository lane at GitHub', (open) => {
  let world: ForgeWorld;
  let database: Database;
  let arranged: ArrangedStore;
  let clock: FakeClock;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    world = await startForgeWorld();
    database = open();
    arranged = arrangeStore(database);
    clock = new FakeClock(new Date());
    await arranged.createChat('one');
  });

  afterEach(async () => {
    await stop();
    await world[Symbol.asyncDispose]();
  });

  function startLanes(): void {
    const controller = new AbortController();
    const { apiBaseUrl, webBaseUrl } = world.forge;
    const logger = new RecordingLogger();
    const forges = createForgeRegistry([{ id: 'forge', type: 'github', apiBaseUrl, webBaseUrl }], {
      validators: createValidatorCache(database),
      budgets: { observe: () => {}, observeExpiry: () => {}, find: () => undefined },
      clock,
      logger,
    });
    const found = { token: ownerToken, fingerprint: 'f', shared: true, pauses: [] };
    const running = new RepositoryLanes({
      store: arranged.store,
      forges,
      tokens: { findToken: async () => ({ kind: 'token', ...found }) },
      budgets: { listQuotas: () => [] },
      durations: {
        noPrBackoffMs: 15_000,
        noPrRetryWindowMs: 120_000,
        diffStatusTtlMs: 120_000,
        noTokenBackoffMs: 600_000,
        acquisitionLeaseMs: 300_000,
      },
      polling: new Polling(1),
      clock,
      logger,
    }).run(controller.signal);
    stop = async () => {
      controller.abort();
      await running;
    };
  }

  const countLists = (conditional: 'hit' | 'miss' | 'none') =>
    world.forge.requests.count(
      (request) => request.query.includes('state=all') && request.conditional === conditional,
    );

  /** The database uses the real clock, so waiting lanes are made due instead. */
  const runLanesUntil = (what: string, isTrue: () => Promise<boolean> | boolean) =>
    eventually(what, async () => {
      const text = 'UPDATE lanes SET due_at = now()';
      await database.query({ name: 'test-due-lanes', text });
      await clock.advance(60_000);
      return isTrue();
    });

  test('costs nothing while no pull request changes, and makes a changed one due at once', async () => {
    const { forge, repository } = world;
    await forge.commit(repository, [{ branch: 'main', files: { 'a.txt': 'a\n' } }]);
    await forge.commit(repository, [{ branch: 'work', from: 'main', files: { 'b.txt': 'b\n' } }]);
    const pull = await forge.openPullRequest({ repository, author: 'grace', head: 'work' });
    const row = await arranged.signalAndAcquire('one', 'work');
    const known = toPullRequest({
      url: `${forge.webBaseUrl}/${repository}/pull/${pull.number}`,
      number: pull.number,
      changedAt: new Date(Date.now() + 60_000),
    });
    const due = { kind: 'routine', delayMs: 120_000 } as const;
    await arranged.store.recordPullRequest(row, known, due);
    startLanes();
    await runLanesUntil('an unchanged list', () => countLists('hit') > 0);
    // Lanes that are made due during their first survey may be surveyed twice without a validator.
    const charged = countLists('none');
    await runLanesUntil('more unchanged lists', () => countLists('hit') > 3);
    expect(countLists('none')).toBe(charged);
    expect(await arranged.dueIn('one')).toBeGreaterThan(0);

    forge.changePullRequest(pull, { title: 'Renamed' });
    await runLanesUntil('the changed list', () => countLists('miss') > 0);
    await database.query({
      name: 'test-age',
      text: `UPDATE chat_diff_statuses SET pull_request_changed_at = now() - interval '1 hour'`,
    });
    await runLanesUntil('the row is due', async () => ((await arranged.dueIn('one')) ?? 1) < 0);
  });
});
