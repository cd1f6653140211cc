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

  const deliver = (
    receivedAt: Date,
    names = ['acme/app'],
    id: string | null = null,
    isAboutChecks = false,
  ) => {
    const repositories = names.map((name) => ({ name, id }));
    const feed = { forgeId: 'forge', repositories, isAboutChecks, receivedAt };
    return webhooks.recordFeedDeliveries(feed);
  };
  /** A refresh has learned the repository of a chat's branch. */
  const learn = (name: string, id: string, chatId = 'one') =>
    runSql(
      database,
      `UPDATE chat_diff_statuses SET repository = $1, repository_id = $2, refreshed_at = now()
       WHERE chat_id = $3`,
      [name, id, chatId],
    );
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

  test('waits after the installation, and is silent when nothing was delivered for a day', async () => {
    expect(await install()).toMatchObject({ state: 'waiting', lastDeliveryAt: null });
    await pass(23 * hour);
    expect((await read())?.state).toBe('waiting');
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
    await install('acme/new');
    expect(await countWebhooks(database)).toEqual({
      inbox: 0,
      lagMs: 0,
      feeds: [{ forgeId: 'forge', live: 2, waiting: 1, silent: 1 }],
    });
  });

  describe('of a repository that is known by its id', () => {
    const trackOther = async (name: string, id: string) => {
      await arranged.createChat('two', 'grace');
      await arranged.signal('two', 'agent/other', 'forge', 'grace');
      await learn(name, id, 'two');
    };

    test('follows it when it is renamed', async () => {
      await learn('acme/app', '1');
      await deliver(new Date(now - hour), ['acme/app'], '1');
      await install();
      await deliver(new Date(now), ['acme/renamed'], '1');
      const state = { state: 'live', lastDeliveryAt: new Date(now) };
      expect(await read()).toMatchObject({ repository: 'acme/app', ...state });
      await learn('acme/renamed', '1');
      expect(await read()).toMatchObject({ repository: 'acme/renamed', ...state });
      expect((await read())?.installedAt).not.toBeNull();
    });

    test('is silent when its pull request changed by the new name without a delivery', async () => {
      await learn('acme/app', '1');
      await deliver(new Date(now - hour), ['acme/app'], '1');
      await show('https://forge.test/acme/renamed/pull/1', new Date(now));
      await learn('acme/renamed', '1');
      expect((await read())?.state).toBe('silent');
    });

    test('is not that of another repository that takes over the name', async () => {
      await learn('acme/app', '1');
      await deliver(new Date(now), ['acme/app'], '1');
      await install();
      await learn('acme/renamed', '1');
      await trackOther('acme/app', '2');
      expect(await read('grace')).toMatchObject({ repository: 'acme/app', state: 'never' });

      await deliver(new Date(now - minute), ['acme/app'], '2');
      expect(await read('grace')).toMatchObject({
        state: 'live',
        lastDeliveryAt: new Date(now - minute),
        installedAt: null,
      });
      expect(await read()).toMatchObject({ state: 'live', lastDeliveryAt: new Date(now) });

      await deliver(new Date(now + minute), ['acme/renamed'], '1');
      expect(await read()).toMatchObject({ lastDeliveryAt: new Date(now + minute) });
      expect((await read())?.installedAt).not.toBeNull();
    });

    test('is not that of another repository for which a hook is installed by the old name', async () => {
      await learn('acme/app', '1');
      await deliver(new Date(now), ['acme/app'], '1');
      await learn('acme/renamed', '1');
      await trackOther('acme/app', '2');
      expect(await install()).toMatchObject({ state: 'waiting', lastDeliveryAt: null });
      expect(await read()).toMatchObject({ lastDeliveryAt: new Date(now), installedAt: null });
    });

    test('is that of a hook that was installed by its new name', async () => {
      await learn('acme/app', '1');
      await deliver(new Date(now - hour), ['acme/app'], '1');
      await install('acme/renamed');
      await deliver(new Date(now), ['acme/renamed'], '1');
      await learn('acme/renamed', '1');
      expect(await read()).toMatchObject({ lastDeliveryAt: new Date(now) });
      expect((await read())?.installedAt).not.toBeNull();
      expect((await countWebhooks(database)).feeds).toEqual([
        { forgeId: 'forge', live: 1, waiting: 0, silent: 0 },
      ]);
    });

    test('is stored once by deliveries that arrive at once', async () => {
      await deliver(new Date(now - hour), ['acme/app'], '1');
      const names = ['acme/renamed', 'acme/renamed', 'acme/app'];
      await Promise.all(names.map((name) => deliver(new Date(now), [name], '1')));
      expect((await countWebhooks(database)).feeds).toEqual([
        { forgeId: 'forge', live: 1, waiting: 0, silent: 0 },
      ]);
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

    test('is requested by the current name of a renamed repository', async () => {
      await learn('acme/app', '1');
      await deliver(new Date(now), ['acme/app'], '1');
      await install();
      await learn('acme/renamed', '1');
      await deliver(new Date(now), ['acme/app'], '2');
      const [claimed] = await claim();
      if (!claimed) throw new Error('nothing was claimed');
      expect(claimed).toMatchObject({ repository: 'acme/renamed', hookId: '7' });
      await webhooks.recordFeedReconciled(claimed);
      expect((await claim(0))[0]?.sinceMs).toBeLessThan(6 * minute);
    });

    test('never covers more than three days', async () => {
      await install();
      await pass(100 * hour);
      const [claimed] = await claim();
      expect(claimed?.sinceMs).toBe(72 * hour);
    });
  });

  test('remembers when it last delivered something about checks', async () => {
    const find = async () => {
      const text = 'SELECT last_delivery_at AS any, last_checks_at AS checks FROM webhook_feeds';
      return database.query({ name: 'test-last-checks', text });
    };
    const later = new Date(now + 1_000);
    await deliver(new Date(now));
    expect(await find()).toEqual([{ any: new Date(now), checks: null }]);
    await deliver(later, ['acme/app'], null, true);
    await deliver(new Date(now + 2_000));
    expect(await find()).toEqual([{ any: new Date(now + 2_000), checks: later }]);
  });
});
