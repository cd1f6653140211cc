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
import { updateChat } from '../chats/update-chat.ts';
import { saveBudget } from '../tokens/save-budget.ts';
import { listDataAges } from './list-data-ages.ts';
import { listQuotaSamples } from './list-quota-samples.ts';
import { listReplicas } from './list-replicas.ts';
import { statement as recordDataAge } from './record-data-age.ts';
import { statement as recordReplica } from './record-replica.ts';

const minute = 60_000;
const hour = 60 * minute;

describeEachDatabase('health samples', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let health: ReturnType<typeof createSyncStore>;

  beforeEach(() => {
    database = open();
    arranged = arrangeStore(database);
    health = createSyncStore(database);
  });

  /** The database owns the clock, so every stored instant moves into the past instead. */
  const pass = async (ms: number) => {
    await arranged.pass(ms);
    for (const [table, column] of [
      ['quota_samples', 'at'],
      ['data_age_samples', 'at'],
      ['queue_samples', 'at'],
      ['replicas', 'seen_at'],
    ]) {
      const moved = `${column} = ${column} - $1::float8 * interval '1 millisecond'`;
      await runSql(database, `UPDATE ${table} SET ${moved}`, [ms]);
    }
  };

  describe('of a quota', () => {
    const resetInMs = hour / 2;
    const row = {
      forgeId: 'forge',
      tokenFingerprint: 'f',
      bucket: 'core',
      quota: 5_000,
      resetInMs,
    };
    const token = { forgeId: 'forge', tokenFingerprint: 'f' };

    test('are one a minute, with the last value of the minute', async () => {
      await saveBudget(database, { ...row, remaining: 4_000 });
      await saveBudget(database, { ...row, remaining: 3_900 });
      const [sample, ...others] = (await listQuotaSamples(database, [token])).slice(-1);
      expect(sample).toMatchObject({ forgeId: 'forge', bucket: 'core', remaining: 3_900 });
      expect((sample?.at.getTime() ?? 0) % minute).toBe(0);
      expect(others).toEqual([]);
    });

    test('are listed oldest first, and only for readings that changed it', async () => {
      await saveBudget(database, { ...row, remaining: 4_000 });
      await pass(minute);
      await saveBudget(database, { ...row, remaining: 4_000 });
      await saveBudget(database, { ...row, remaining: 4_100 });
      await pass(minute);
      await saveBudget(database, { ...row, remaining: 3_000 });
      const samples = await listQuotaSamples(database, [token]);
      expect(samples.map(({ remaining }) => remaining)).toEqual([4_000, 3_000]);
    });

    test('S12: are listed only for the requested tokens', async () => {
      await saveBudget(database, { ...row, remaining: 4_000 });
      const others = { forgeId: 'forge', tokenFingerprint: 'of another user' };
      expect(await listQuotaSamples(database, [others])).toEqual([]);
      expect(await listQuotaSamples(database, [])).toEqual([]);
    });
  });

  describe('of the age of data', () => {
    const openPullRequest = async (chatId: string, ageMs: number) => {
      await arranged.createChat(chatId);
      const row = await arranged.signalAndAcquire(chatId);
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      const age = `refreshed_at = now() - $2::float8 * interval '1 millisecond'`;
      const where = 'WHERE chat_id = $1';
      await runSql(database, `UPDATE chat_diff_statuses SET ${age} ${where}`, [chatId, ageMs]);
    };

    test('are the median and the 95th percentile of scheduled open pull requests', async () => {
      for (const [index, tens] of [1, 2, 3, 4].entries()) {
        await openPullRequest(`chat-${index}`, tens * 10 * minute);
      }
      await openPullRequest('archived', hour);
      const archive = { ownerId: 'ada', chatId: 'archived', title: null, archived: true };
      await updateChat(database, archive);
      await arranged.createChat('without');
      await arranged.signal('without');

      await health.recordDataAge();

      const [sample] = await listDataAges(database);
      expect(sample?.rowCount).toBe(4);
      expect(Math.round((sample?.p50Ms ?? 0) / (10 * minute))).toBe(2);
      expect(Math.round((sample?.p95Ms ?? 0) / (10 * minute))).toBe(4);
    });

    test('are one a minute, for all replicas together', async () => {
      await openPullRequest('one', 10_000);
      await Promise.all([health.recordDataAge(), health.recordDataAge(), health.recordDataAge()]);
      // The minute may have ended meanwhile.
      expect((await listDataAges(database)).length).toBeLessThanOrEqual(2);
      await pass(2 * minute);
      const before = await listDataAges(database);
      await health.recordDataAge();
      expect(await listDataAges(database)).toHaveLength(before.length + 1);
    });

    test('are none without an open pull request', async () => {
      await health.recordDataAge();
      expect(await listDataAges(database)).toEqual([]);
    });
  });

  describe('of a replica', () => {
    const replica = {
      id: 'r1',
      host: 'laptop',
      version: '1.2.3',
      elapsedMs: 5_000,
      forgeIds: ['forge', ''],
    };

    test('contain its host and version, its start time and the queue', async () => {
      for (const id of ['one', 'two', 'leased']) await arranged.createChat(id);
      await arranged.signalAndAcquire('leased');
      await arranged.signal('one');
      await arranged.pass(60_000);
      await arranged.signal('two', 'main', '');

      expect(await health.recordReplica(replica)).toBe(2);

      const [sample, ...others] = await listReplicas(database);
      expect(others).toEqual([]);
      expect(sample).toMatchObject({ id: 'r1', host: 'laptop', version: '1.2.3', due: 2 });
      expect(sample?.lagMs).toBeGreaterThanOrEqual(61_000);
      expect(sample?.lagMs).toBeLessThan(120_000);
      expect(sample?.seenAt).toEqual(sample?.at);
      expect((sample?.seenAt.getTime() ?? 0) - (sample?.startedAt.getTime() ?? 0)).toBe(5_000);
      expect(sample?.queriedAt.getTime()).toBeGreaterThanOrEqual(sample?.seenAt.getTime() ?? 0);
    });

    test('of an idle queue are zero', async () => {
      expect(await health.recordReplica(replica)).toBe(0);
      expect(await listReplicas(database)).toMatchObject([{ due: 0, lagMs: 0 }]);
    });

    test('keep its start time', async () => {
      await health.recordReplica(replica);
      const [first] = await listReplicas(database);
      await pass(minute);
      await health.recordReplica({ ...replica, elapsedMs: 65_000 });
      const samples = await listReplicas(database);
      expect(samples.map((sample) => sample.startedAt)).toEqual([
        first?.startedAt,
        first?.startedAt,
      ]);
      expect(samples[1]?.seenAt).toEqual(samples[1]?.at);
    });

    test('are deleted when it stops, and those of other replicas stay', async () => {
      await health.recordReplica(replica);
      await health.recordReplica({ ...replica, id: 'r2' });
      await health.deleteReplica('r1');
      expect((await listReplicas(database)).map(({ id }) => id)).toEqual(['r2']);
    });
  });

  test('are neither listed nor kept after an hour, nor is a replica that has disappeared', async () => {
    const token = { forgeId: 'forge', tokenFingerprint: 'f' };
    await saveBudget(database, {
      ...token,
      bucket: 'core',
      quota: 9,
      remaining: 1,
      resetInMs: hour,
    });
    const replica = { host: 'h', version: '1', elapsedMs: 0, forgeIds: [] };
    await health.recordReplica({ ...replica, id: 'gone' });
    await health.recordReplica({ ...replica, id: 'lives' });
    await pass(hour + minute);
    await health.recordReplica({ ...replica, id: 'lives' });

    expect(await listQuotaSamples(database, [token])).toEqual([]);
    expect((await listReplicas(database)).map(({ id }) => id)).toEqual(['lives']);
    await health.deleteOldSamples();

    const counts = await runSql(
      database,
      `SELECT (SELECT count(*)::int FROM quota_samples) AS quotas,
        (SELECT count(*)::int FROM replicas) AS replicas,
        (SELECT count(*)::int FROM queue_samples) AS queues`,
    );
    expect(counts).toEqual([{ quotas: 0, replicas: 1, queues: 1 }]);
  });

  describe('with many rows', () => {
    beforeEach(async () => {
      await runSql(database, `INSERT INTO users (id, name) VALUES ('ada', 'Ada')`);
      await runSql(
        database,
        `INSERT INTO chats (id, owner_id) SELECT 'chat-' || n, 'ada' FROM generate_series(1, 10000) n`,
      );
      // Most pull requests are merged and not scheduled; some of the others are due.
      await runSql(
        database,
        `INSERT INTO chat_diff_statuses (chat_id, git_remote_origin, git_branch, forge_id,
          pull_request_state, refreshed_at, stale_at)
        SELECT 'chat-' || n, 'https://forge.test/acme/app.git', 'main', 'forge',
          CASE WHEN n % 50 = 0 THEN 'open' ELSE 'merged' END, now(),
          CASE WHEN n % 50 = 0 THEN now() + (n - 500) * interval '1 second' END
        FROM generate_series(1, 10000) n`,
      );
      await runSql(database, 'ANALYZE');
    });

    const explain = async (text: string, values: unknown[]) => {
      const rows = await runSql<{ 'QUERY PLAN': string }>(database, `EXPLAIN ${text}`, values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };

    test('of the age of data are taken from random pages, once a minute', async () => {
      const plan = await explain(recordDataAge.text, []);
      expect(plan).toContain('Sample Scan on chat_diff_statuses');
      expect(plan).not.toContain('Seq Scan on chat_diff_statuses');
      expect(plan).toContain('One-Time Filter');
    });

    test('of the queue are counted from the start of its indexes', async () => {
      const plan = await explain(recordReplica.text, ['r1', 'h', '1', 0, ['forge', ''], true]);
      expect(plan).toMatch(/Index (Only )?Scan using chat_diff_statuses_(pressing|routine)/);
      expect(plan).not.toContain('Seq Scan on chat_diff_statuses');
    });
  });
});
