import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { type ArrangedStore, arrangeStore } from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { createSyncStore } from '../../sync-store.ts';
import { updateChat } from '../chats/update-chat.ts';
import { saveDelivery } from './save-delivery.ts';

interface StoredDelivery {
  id: number;
  state: string;
  body: Buffer | null;
  headers: Record<string, string>;
}

describeEachDatabase('the inbox of webhooks', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let inbox: ReturnType<typeof createSyncStore>;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    inbox = createSyncStore(database);
    await arranged.createChat('one');
  });

  const save = (deliveryId: string, forgeId = 'forge') => {
    const headers = { 'x-github-event': 'push' };
    const body = Buffer.from(`{"id":"${deliveryId}\\u0000"}\n`);
    return saveDelivery(database, { forgeId, deliveryId, isIdSent: true, headers, body });
  };
  const acquire = (limit = 20) => inbox.acquireDeliveries({ limit, leaseMs: 60_000 });
  const acquireOne = async () => {
    const [delivery] = await acquire();
    if (!delivery) throw new Error('nothing in the inbox');
    return delivery;
  };
  const list = () =>
    runSql<StoredDelivery>(database, 'SELECT * FROM webhook_deliveries ORDER BY id');
  const countWaiting = async () =>
    (await runSql(database, 'SELECT FROM unmatched_branches')).length;
  const pass = (ms: number) =>
    runSql(
      database,
      `UPDATE webhook_deliveries SET
        available_at = available_at - $1::float8 * interval '1 millisecond',
        received_at = received_at - $1::float8 * interval '1 millisecond'`,
      [ms],
    );
  const keepUnmatched = async (
    branch = 'agent/work',
    repository = 'acme/app',
    repositoryId: string | null = null,
  ) => {
    const { id } = await acquireOne();
    const branches = [{ repository, branch, repositoryId }];
    await inbox.keepUnmatched({ id, forgeId: 'forge', branches });
  };

  test('stores headers and body unchanged', async () => {
    expect(await save('one')).toBe('saved');

    const delivery = await acquireOne();

    expect(delivery).toMatchObject({ forgeId: 'forge', deliveryId: 'one', attempts: 1 });
    expect(delivery.headers).toEqual({ 'x-github-event': 'push' });
    expect(delivery.body).toEqual(Buffer.from('{"id":"one\\u0000"}\n'));
  });

  test('leases each delivery to one worker, oldest first', async () => {
    for (const id of ['one', 'two', 'three']) await save(id);

    const batches = await Promise.all([acquire(2), acquire(2)]);

    const ids = batches.flat().map((delivery) => delivery.deliveryId);
    expect(ids.toSorted()).toEqual(['one', 'three', 'two']);
    expect(await acquire()).toEqual([]);
    await pass(60_000);
    const again = await acquire();
    expect(again.map(({ deliveryId }) => deliveryId)).toEqual(['one', 'two', 'three']);
    expect(again[0]?.attempts).toBe(2);
  });

  test('drops a copy of a processed delivery, and keeps a copy of an unprocessed one', async () => {
    await save('one');
    expect(await save('one')).toBe('saved');
    for (const { id } of await acquire()) await inbox.finishDelivery(id);

    expect(await save('one')).toBe('duplicate');
    expect(await save('one', 'other forge')).toBe('saved');
  });

  test.each([
    ['equal bodies', ['one', 'two'], ['{"state":"success"}', '{"state":"success"}'], true],
    ['equal bodies and no id of the forge', ['hash', 'hash'], ['{}', '{}'], false],
    ['one id, for several hooks of one action', ['one', 'one'], ['{"a":1}', '{"b":1}'], true],
  ])('processes both of two deliveries with %s', async (_name, ids, bodies, isIdSent) => {
    for (const [index, deliveryId] of ids.entries()) {
      const body = Buffer.from(bodies[index] ?? '');
      const delivery = { forgeId: 'forge', headers: {}, deliveryId, isIdSent, body };
      expect(await saveDelivery(database, delivery)).toBe('saved');
      await inbox.finishDelivery((await acquireOne()).id);
    }
    expect(await list()).toHaveLength(2);
  });

  test('deletes headers and body of a processed delivery', async () => {
    await save('one');
    await inbox.finishDelivery((await acquireOne()).id);

    expect(await list()).toMatchObject([{ state: 'processed', body: null, headers: {} }]);
  });

  test('returns a postponed delivery after its delay', async () => {
    await save('one');
    await inbox.postponeDelivery((await acquireOne()).id, 2_000);

    expect(await acquire()).toEqual([]);
    await pass(2_000);
    expect(await acquire()).toHaveLength(1);
  });

  describe('a delivery that arrived before its branch was tracked', () => {
    test('is processed again as soon as the branch is', async () => {
      await save('one');
      await keepUnmatched();
      expect(await acquire()).toEqual([]);
      await arranged.signal('one', 'agent/work');

      expect(await acquireOne()).toMatchObject({ deliveryId: 'one', attempts: 1 });
      expect(await countWaiting()).toBe(0);
    });

    test.each([
      ['another branch', 'other', 'forge'],
      ['another forge', 'agent/work', 'other forge'],
    ])('is not processed again for %s', async (_name, branch, forgeId) => {
      await save('one');
      await keepUnmatched();
      await arranged.signal('one', branch, forgeId);

      expect(await acquire()).toEqual([]);
    });

    test('is not processed again for another repository', async () => {
      await save('one');
      await keepUnmatched('agent/work', 'grace/app');
      await arranged.signal('one', 'agent/work');

      expect(await acquire()).toEqual([]);
    });

    test('is not processed again for the repository that had its name before', async () => {
      await arranged.signal('one', 'agent/work');
      await runSql(database, `UPDATE chat_diff_statuses SET repository_id = '1'`);
      await save('one');
      await keepUnmatched('agent/work', 'acme/app', '2');
      expect(await acquire()).toEqual([]);
      await arranged.signal('one', 'agent/work');

      expect(await acquire()).toEqual([]);
    });

    test('is processed again for a repository whose id is not known yet', async () => {
      await save('one');
      await keepUnmatched('agent/work', 'acme/app', '2');
      await arranged.signal('one', 'agent/work');

      expect(await acquire()).toHaveLength(1);
    });

    test('is processed again when the branch becomes tracked at the same time', async () => {
      await save('one');
      await arranged.signal('one', 'agent/work');
      await keepUnmatched();

      expect(await acquire()).toHaveLength(1);
    });

    test('waits while only an archived chat tracks it', async () => {
      await arranged.signal('one', 'agent/work');
      await updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived: true });
      await save('one');
      await keepUnmatched();

      expect(await acquire()).toEqual([]);
    });

    test('is stored once, however often it is sent', async () => {
      await save('one');
      await keepUnmatched();
      await save('one');
      await keepUnmatched();

      expect(await list()).toHaveLength(1);
      expect(await countWaiting()).toBe(1);
    });
  });

  describe('housekeeping', () => {
    const hour = 3_600_000;
    const ages = { processedMs: 72 * hour, unmatchedMs: 24 * hour, mostUnmatched: 10 };

    test('deletes old deliveries, except unprocessed ones', async () => {
      await save('processed');
      await inbox.finishDelivery((await acquireOne()).id);
      await save('unmatched');
      await keepUnmatched();
      await pass(25 * hour);
      await save('received');
      await inbox.deleteOldDeliveries(ages);
      expect(await list()).toMatchObject([{ state: 'processed' }, { state: 'received' }]);
      expect(await countWaiting()).toBe(0);

      await pass(48 * hour);
      await inbox.deleteOldDeliveries(ages);
      expect(await list()).toMatchObject([{ state: 'received' }]);
    });

    test('keeps only a limited number of unmatched deliveries', async () => {
      for (const id of ['one', 'two', 'three']) {
        await save(id);
        await keepUnmatched();
      }
      await inbox.deleteOldDeliveries({ ...ages, mostUnmatched: 2 });

      const kept = await runSql<{ delivery_id: string }>(
        database,
        'SELECT delivery_id FROM webhook_deliveries ORDER BY id',
      );
      expect(kept.map((row) => row.delivery_id)).toEqual(['two', 'three']);
    });
  });
});
