import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { createSyncStore } from '../../sync-store.ts';
import { ensureUser } from '../tokens/ensure-user.ts';
import { countWebhooks } from './count-webhooks.ts';
import { listWebhookFeeds } from './list-webhook-feeds.ts';
import { saveWebhookFeed } from './save-webhook-feed.ts';

const minute = 60_000;
const hour = 60 * minute;

describeEachDatabase('the feed of a repository', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let webhooks: ReturnType<typeof createSyncStore>;
  let now: number;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    webhooks = createSyncStore(database);
    now = await arranged.now();
    await arranged.createChat('one');
    await arranged.signal('one', 'agent/work');
  });

  const deliver = (receivedAt: Date, repositories = ['acme/app']) =>
    webhooks.recordFeedDeliveries({ forgeId: 'forge', repositories, receivedAt });
  const install = (repository = 'acme/app') =>
    saveWebhookFeed(database, { forgeId: 'forge', repository, hookId: '7', installedBy: 'ada' });
  const pass = (ms: number) =>
    runSql(
      database,
      `UPDATE webhook_feeds SET
        installed_at = installed_at - $1::float8 * interval '1 millisecond',
        claimed_at = claimed_at - $1::float8 * interval '1 millisecond'`,
      [ms],
    );
  /** A refresh finds that the pull request changed. */
  const show = async (url: string, changedAt: Date) => {
    const row = await arranged.signalAndAcquire('one', 'agent/work');
    const pullRequest = toPullRequest({ url, changedAt });
    await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
  };
  const read = async (ownerId = 'ada') => (await listWebhookFeeds(database, ownerId))[0];

  test('has the state `never` without a known hook', async () => {
    expect(await listWebhookFeeds(database, 'ada')).toEqual([
      {
        forgeId: 'forge',
        repository: 'acme/app',
        state: 'never',
        lastDeliveryAt: null,
        installedAt: null,
      },
    ]);
  });

  test('S12: is listed only for users who track the repository', async () => {
    await ensureUser(database, 'grace', 'grace');
    expect(await listWebhookFeeds(database, 'grace')).toEqual([]);
  });

  test('is live once something was delivered, however the hook was installed', async () => {
    await deliver(new Date(now));
    expect(await read()).toMatchObject({ state: 'live', lastDeliveryAt: new Date(now) });
  });

  test('does not become fresher by replaying an old delivery', async () => {
    await deliver(new Date(now));
    await deliver(new Date(now - hour));
    expect((await read())?.lastDeliveryAt).toEqual(new Date(now));
  });

  test('is live after the installation, and silent when nothing was delivered for a day', async () => {
    expect(await install()).toMatchObject({ state: 'live', lastDeliveryAt: null });
    await pass(23 * hour);
    expect((await read())?.state).toBe('live');
    await pass(2 * hour);
    expect((await read())?.state).toBe('silent');
  });

  test('is silent when a pull request changed without a delivery', async () => {
    const url = 'https://forge.test/acme/app/pull/1';
    await deliver(new Date(now - 10 * minute));
    await show(url, new Date(now - 6 * minute));
    expect((await read())?.state).toBe('live');
    await show(url, new Date(now - 4 * minute));
    expect((await read())?.state).toBe('silent');
  });

  test('of a fork is not silent because a pull request of the base repository changed', async () => {
    await deliver(new Date(now - hour));
    await show('https://forge.test/upstream/app/pull/1', new Date(now));
    expect((await read())?.state).toBe('live');
  });

  test('is counted for the metrics', async () => {
    await deliver(new Date(now), ['acme/app', 'acme/lib']);
    await install('acme/quiet');
    await pass(25 * hour);
    expect(await countWebhooks(database)).toEqual({
      inbox: 0,
      feeds: [{ forgeId: 'forge', live: 2, silent: 1 }],
    });
  });

  describe('that is reconciled', () => {
    const claim = (minimumAgeMs = 9 * minute) =>
      webhooks.claimFeeds({
        forgeIds: ['forge'],
        minimumAgeMs,
        marginMs: 5 * minute,
        longestMs: 72 * hour,
      });

    test('is claimed by one replica at a time', async () => {
      await install();
      const claims = await Promise.all([claim(), claim()]);
      expect(claims.flat()).toHaveLength(1);
      await pass(10 * minute);
      expect(await claim()).toHaveLength(1);
    });

    test('is not claimed without a hook that Afterpush installed', async () => {
      await deliver(new Date(now));
      expect(await claim()).toEqual([]);
    });

    test('starts a little before its last success', async () => {
      await install();
      const [first] = await claim();
      const [failed] = await claim(0);
      if (!first || !failed) throw new Error('nothing was claimed');
      expect(first).toMatchObject({ repository: 'acme/app', hookId: '7', installedBy: 'ada' });
      expect(failed.sinceMs).toBeGreaterThanOrEqual(first.sinceMs);

      await webhooks.recordFeedReconciled(failed);

      const [next] = await claim(0);
      expect(next?.sinceMs).toBeGreaterThanOrEqual(5 * minute);
      expect(next?.sinceMs).toBeLessThan(6 * minute);
    });

    test('never covers more than three days', async () => {
      await install();
      await pass(100 * hour);
      const [claimed] = await claim();
      expect(claimed?.sinceMs).toBe(72 * hour);
    });
  });
});
