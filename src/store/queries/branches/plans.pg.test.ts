import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import type { Database } from '../../database.ts';
import { namedStatements, statements } from '../chats/list-chats.ts';
import { pausedStatement as acquireRetried, statement as acquireStale } from './acquire-stale.ts';
import {
  statement as findEarliestDue,
  pausedStatement as findEarliestRetried,
} from './find-earliest-due.ts';

const noExclusions = [[], []];

describeEachDatabase('with many rows', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    await runSql(database, `INSERT INTO users (id, name) VALUES ('ada', 'Ada')`);
    await runSql(
      database,
      `INSERT INTO chats (id, owner_id) SELECT 'chat-' || n, 'ada' FROM generate_series(1, 5000) n`,
    );
    // Most pull requests are merged and not scheduled; some of the others are due.
    await runSql(
      database,
      `INSERT INTO chat_diff_statuses
        (chat_id, git_remote_origin, git_branch, forge_id, stale_at, routine)
      SELECT 'chat-' || n, 'https://forge.test/acme/app.git', 'main', 'forge',
        CASE WHEN n % 10 = 0 THEN now() + (n - 200) * interval '1 second' END, n % 20 = 0
      FROM generate_series(1, 5000) n`,
    );
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

  describe('a page of chats', () => {
    test('is read in the order of an index, without sorting the chats of the owner', async () => {
      const noFilters = [[], null, null, null, null, null, 100, null, ['merged'], null, null, null];
      const plan = await explain(statements.created.text, ['ada', ...noFilters]);
      expect(plan).toMatch(/Index Scan using chats_by_owner/);
      expect(plan).not.toContain('Sort');
    });
  });

  describe('named chats', () => {
    test('are found by their ids, not by scanning the owner’s chats', async () => {
      const filters = [[], null, null, null, null, null, 100, null, ['merged'], null, null, null];
      const plan = await explain(namedStatements.created.text, [
        'ada',
        ...filters,
        ['chat-1', 'chat-2'],
      ]);
      expect(plan).toMatch(
        /Index Scan using chats_by_public_id|Bitmap Index Scan on chats_by_public_id/,
      );
      expect(plan).not.toContain('Seq Scan on chats');
    });
  });
});
