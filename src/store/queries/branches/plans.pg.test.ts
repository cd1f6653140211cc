import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import type { Database } from '../../database.ts';
import { toStatement } from '../chats/list-chats.ts';
import { statement as keepClock } from '../health/keep-clock.ts';
import { statement as measureAge, measureDataAge } from '../health/measure-data-age.ts';
import { statement as recordDataAge } from '../health/record-data-age.ts';
import { statements as listAwaiting } from '../lanes/list-awaiting.ts';
import { statements as planLanes } from '../lanes/plan-lanes.ts';
import { pausedStatement as acquireRetried, statement as acquireStale } from './acquire-stale.ts';
import { statement as countQueue } from './count-queue.ts';
import { statement as deleteOldTimeline } from './delete-old-timeline.ts';
import {
  statement as findEarliestDue,
  pausedStatement as findEarliestRetried,
} from './find-earliest-due.ts';

const noExclusions = [[], []];

describeEachDatabase('with many rows', (open) => {
  let database: Database;

  /** Rows are inserted without the triggers, which take ten times as long. */
  const setTriggers = async (state: 'DISABLE' | 'ENABLE') => {
    for (const table of ['chats', 'chat_diff_statuses']) {
      await runSql(database, `ALTER TABLE ${table} ${state} TRIGGER USER`);
    }
  };

  beforeEach(async () => {
    database = open();
    await runSql(database, `INSERT INTO users (id, name) VALUES ('ada', 'Ada')`);
    await setTriggers('DISABLE');
    await runSql(
      database,
      `INSERT INTO chats (id, public_id, owner_id)
      SELECT 'chat-' || n, 'chat-' || n, 'ada' FROM generate_series(1, 2000) n`,
    );
    // Most pull requests are merged and not scheduled; some of the others are due.
    await runSql(
      database,
      `INSERT INTO chat_diff_statuses
        (chat_id, git_remote_origin, git_branch, forge_id, stale_at, routine)
      SELECT 'chat-' || n, 'https://forge.test/acme/app.git', 'main', 'forge',
        CASE WHEN n % 10 = 0 THEN now() + (n - 200) * interval '1 second' END, n % 20 = 0
      FROM generate_series(1, 2000) n`,
    );
    await runSql(
      database,
      `INSERT INTO tracked_branch_events (chat_id, git_remote_origin, git_branch, kind, detail)
      SELECT chat_id, git_remote_origin, git_branch, 'branch_tracked', '{}' FROM chat_diff_statuses`,
    );
    await runSql(
      database,
      `INSERT INTO chat_ranks
        (chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons)
      SELECT chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons
      FROM computed_chat_ranks`,
    );
    await setTriggers('ENABLE');
    await runSql(database, 'ANALYZE');
  });

  const explain = async (text: string, values: unknown[]) => {
    const statement = { name: `explain-${text.length}`, text: `EXPLAIN ${text}` };
    const rows = await database.query<{ 'QUERY PLAN': string }>(statement, values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  describe('the queue', () => {
    test('is acquired from the start of its indexes, not by scanning the table', async () => {
      const owners = [['ada'], [3], 16];
      const values = ['forge', ...noExclusions, 32, 300_000, ...owners];
      const plan = await explain(acquireStale.text, values);
      expect(plan).toContain('Index Scan using chat_diff_statuses_pressing');
      expect(plan).toContain('Index Scan using chat_diff_statuses_routine');
      expect(plan).not.toContain('Seq Scan on chat_diff_statuses');
    });

    test('finds its next due time at the start of two indexes', async () => {
      const plan = await explain(findEarliestDue.text, ['forge', ...noExclusions, 10_000]);
      expect(plan).toContain('Index Scan using chat_diff_statuses_pressing');
      expect(plan).toContain('Index Scan using chat_diff_statuses_routine');
      expect(plan).not.toContain('Seq Scan on chat_diff_statuses');
    });

    test('is read at the start of two indexes while polling is paused, past no row that waits', async () => {
      await runSql(database, 'UPDATE chat_diff_statuses SET refreshed_at = updated_at');
      await runSql(database, 'ANALYZE');
      const values = ['forge', ...noExclusions];
      const plans = [
        await explain(acquireRetried.text, [...values, 32, 300_000, ['ada'], [3], 16]),
        await explain(findEarliestRetried.text, [...values, 10_000]),
      ];
      for (const plan of plans) {
        expect(plan).toContain('Index Scan using chat_diff_statuses_pressing');
        expect(plan).toContain('Index Scan using chat_diff_statuses_retried');
        expect(plan).not.toContain('chat_diff_statuses_routine');
        expect(plan).not.toContain('Seq Scan on chat_diff_statuses');
      }
    });

    test('is read in the order of its indexes although the statistics know no routine row', async () => {
      await runSql(database, 'UPDATE chat_diff_statuses SET routine = false, stale_at = now()');
      await runSql(database, 'ANALYZE');
      await runSql(database, 'UPDATE chat_diff_statuses SET routine = true');
      const plan = await explain(findEarliestDue.text, ['forge', ...noExclusions, 10_000]);
      expect(plan).toContain('Index Scan using chat_diff_statuses_routine');
      expect(plan).not.toContain('Sort');
    });
  });

  describe('the size of the queue', () => {
    test('is counted from the due rows of two indexes', async () => {
      await runSql(
        database,
        `UPDATE chat_diff_statuses SET stale_at = now() + interval '1 hour' WHERE stale_at > now()`,
      );
      await runSql(database, 'ANALYZE');
      const plan = await explain(countQueue.text, [false]);
      expect(plan).toMatch(/Index (Only )?Scan using chat_diff_statuses_pressing/);
      expect(plan).toMatch(/Index (Only )?Scan using chat_diff_statuses_routine/);
      expect(plan).not.toContain('Seq Scan on chat_diff_statuses');
    });
  });

  describe('the lanes of some owners', () => {
    beforeEach(async () => {
      await runSql(
        database,
        `INSERT INTO users (id, name) SELECT 'owner-' || n, '' FROM generate_series(1, 500) n`,
      );
      await runSql(
        database,
        `UPDATE chats SET owner_id = 'owner-' || 1 + substr(id, 6)::int % 500`,
      );
      await runSql(
        database,
        `INSERT INTO lanes (forge_id, url_prefix, owner_id)
          SELECT 'forge', 'https://forge.test/acme/app-' || n || '/pull/', 'owner-' || 1 + n % 500
          FROM generate_series(1, 2000) n`,
      );
      await runSql(
        database,
        `UPDATE chat_diff_statuses SET pull_request_state = 'open', url = 'u'`,
      );
      await runSql(database, 'ANALYZE');
    });

    const owners = ['owner-1', 'owner-2'];

    test('are planned without reading the rows and the lanes of others', async () => {
      const values = [['forge'], ['forge'], [], [], [], [], owners];
      const plan = await explain(planLanes.owners.text, values);
      expect(plan).toContain('chats_by_owner');
      expect(plan).toContain('lanes_by_owner');
      expect(plan).not.toMatch(/Seq Scan on (chat_diff_statuses s|chats c) /);
    });

    test('await pushed branches of these owners only', async () => {
      const plan = await explain(listAwaiting.owners.text, [['forge'], owners]);
      expect(plan).toContain('chats_by_owner');
      expect(plan).not.toMatch(/Seq Scan on (chat_diff_statuses s|chats c) /);
    });
  });

  describe('housekeeping', () => {
    test('reads no row while the clock of the database is right', async () => {
      const rows = await runSql<{ 'QUERY PLAN': string }>(
        database,
        `EXPLAIN (ANALYZE, TIMING OFF) ${keepClock.text}`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      const scans = plan.match(/^.* on (chat_diff_statuses|lanes) .*$/gm) ?? [];
      expect(scans.filter((line) => line.includes('Scan'))).not.toEqual([]);
      expect(scans.filter((line) => !/never executed|Update on/.test(line))).toEqual([]);
    });

    test('reads the recent entries of the timeline, and those of no week', async () => {
      await runSql(
        database,
        `UPDATE tracked_branch_events SET at = now() - id % 29 * interval '1 day'`,
      );
      await runSql(database, 'ANALYZE');
      const plan = await explain(deleteOldTimeline.text, [30 * 86_400_000, 500]);
      expect(plan).toContain('tracked_branch_events_first_by_age');
      // Empty partitions are scanned.
      expect(plan).not.toMatch(/Seq Scan on tracked_branch_events\w* \w* *\(cost=0\.00\.\.[1-9]/);
    });
  });

  describe('the age of the data', () => {
    test('is measured from a part of the table that stays the same when the table grows', async () => {
      await runSql(
        database,
        `UPDATE chat_diff_statuses
          SET pull_request_state = 'open', stale_at = now() + interval '1 hour', refreshed_at = now()`,
      );
      const makeLarge = `UPDATE pg_class SET reltuples = 100000
        WHERE oid = 'chat_diff_statuses'::regclass`;
      expect(await measureDataAge(database)).toMatchObject([{ rows: 2_000 }]);
      await runSql(database, makeLarge);
      for (const { text } of [measureAge, recordDataAge]) {
        const plan = await explain(`(ANALYZE, TIMING OFF) ${text}`, []);
        const [, read] = /Sample Scan on chat_diff_statuses.*actual rows=(\d+)/.exec(plan) ?? [];
        expect(Number(read)).toBeLessThan(1_200);
      }
      const [age] = await measureDataAge(database);
      expect(age?.rows).toBeGreaterThan(400);
      expect(age?.rows).toBeLessThan(3_600);
    });
  });

  describe('a page of chats', () => {
    const page = { isNamed: false, filtersArchived: true, isLaterPage: false };
    const values: unknown[] = [
      'ada',
      [],
      null,
      null,
      false,
      null,
      null,
      100,
      null,
      null,
      null,
      null,
      null,
    ];
    const indexes = {
      created: 'chats_by_owner',
      updated: 'chat_ranks_by_change',
      attention: 'chat_ranks_by_urgency',
    } as const;

    test.each(['created', 'updated', 'attention'] as const)(
      'by %s is read in the order of an index, without sorting the chats of the owner',
      async (sort) => {
        const plan = await explain(toStatement({ ...page, sort }).text, values);
        expect(plan).toContain(`Index Scan using ${indexes[sort]}`);
        expect(plan).not.toContain('Sort');
      },
    );

    test.each(['created', 'updated', 'attention'] as const)(
      'by %s after another one begins in the index where that one ended',
      async (sort) => {
        const { text } = toStatement({ ...page, sort, isLaterPage: true });
        const after = values.with(5, new Date()).with(6, 'chat-9').with(9, 0);
        const plan = await explain(text, after);
        expect(plan).toContain(`Index Scan using ${indexes[sort]}`);
        expect(plan).toMatch(/Index Cond: .*ROW\(.*public_id\) < ROW\(/);
        expect(plan).not.toContain('Sort');
      },
    );
  });

  describe('named chats', () => {
    test('are found by their ids, not by scanning the owner’s chats', async () => {
      const statement = { isNamed: true, filtersArchived: true, isLaterPage: false };
      const values = ['ada', [], null, null, false, null, null, 100, null, null, null, null];
      for (const sort of ['created', 'updated', 'attention'] as const) {
        const { text } = toStatement({ ...statement, sort });
        const plan = await explain(text, [...values, ['chat-1', 'chat-2']]);
        expect(plan).toMatch(/Index Scan (using|on) chats_by_public_id/);
        expect(plan).not.toMatch(/Seq Scan on (chats|chat_ranks)/);
      }
    });
  });
});
