import { createLogger } from '../../src/platform/logger.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';

/** One owner has this many chats at every size; every other one has twenty. */
export const chatsOfBigOwner = 500;
export const chatsPerOwner = 20;

/** A statement that inserts more would take longer than the server allows. */
const rowsPerInsert = 50_000;

const chat = `'chat-' || n`;
const isOpen = '(n % 100 * 7919 % 100 < 50)';
const isMerged = '(n % 100 * 7919 % 100 >= 60)';
const series = 'generate_series($1::int, $2::int) AS n';

/** Opens a new PostgreSQL database with all migrations. */
export async function openPostgres(): Promise<Database> {
  return openDatabase({
    databaseUrl: await createPostgresUrl(),
    dataDirectory: '',
    logger: createLogger('error'),
    onFatal: (error) => {
      throw error;
    },
  });
}

/**
 * Tracked branches as an installation has them after some months: one chat each, twenty of a repository, half of
 * them with an open pull request, a tenth without one, the rest merged. One open pull request of ten changed within
 * a day. Every scheduled row is due within one to three hours, so that a measurement decides what is due.
 */
export async function arrangeRows(database: Database, size: number): Promise<void> {
  await runSql(
    database,
    `INSERT INTO users (id, name) SELECT 'big', 'big' UNION ALL
      SELECT 'owner-' || n, 'owner' FROM generate_series(0, $1::int / ${chatsPerOwner}) AS n`,
    [size],
  );
  await setTriggers(database, 'DISABLE');
  await makePartitions(database);
  for (let from = 1; from <= size; from += rowsPerInsert) {
    await insertRows(database, from, Math.min(size, from + rowsPerInsert - 1));
  }
  await setTriggers(database, 'ENABLE');
  const tables = [
    'chats',
    'chat_ranks',
    'chat_diff_statuses',
    'tracked_branch_events',
    'lanes',
    'users',
  ];
  // As autovacuum does soon after.
  for (const table of tables) {
    await runSql(database, `VACUUM ANALYZE ${table}`);
    if (table === 'chat_diff_statuses') await insertLanes(database);
  }
}

/** Of the last weeks, instead of the one of the migration that takes all entries. */
async function makePartitions(database: Database): Promise<void> {
  const keep = 'SELECT keep_timeline_partitions';
  await runSql(database, `${keep}(interval '0', now() + interval '60 days')`);
  await runSql(
    database,
    `${keep}(interval '1 year', now() - week * interval '7 days') FROM generate_series(0, 5) AS week`,
  );
}

/** Of rows that are inserted. */
async function setTriggers(database: Database, action: 'DISABLE' | 'ENABLE'): Promise<void> {
  await runSql(database, `ALTER TABLE chats ${action} TRIGGER rank_created_chat`);
  for (const trigger of ['tell_branch_tracked', 'rank_chat_of_new_branch']) {
    await runSql(database, `ALTER TABLE chat_diff_statuses ${action} TRIGGER ${trigger}`);
  }
}

async function insertRows(database: Database, from: number, to: number): Promise<void> {
  await runSql(
    database,
    `INSERT INTO chats (id, owner_id, title, workspace_id, created_at)
      SELECT ${chat}, CASE WHEN n <= ${chatsOfBigOwner} THEN 'big' ELSE 'owner-' || n / ${chatsPerOwner} END,
        'Chat ' || n, 'workspace-' || n, now() - n % 100000 * interval '1 minute'
      FROM ${series}`,
    [from, to],
  );
  await runSql(
    database,
    `INSERT INTO chat_diff_statuses
        (chat_id, git_remote_origin, git_branch, forge_id, repository, repository_id, stale_at, routine,
         url, pr_number, pull_request_state, pull_request_title, pull_request_draft, base_branch,
         head_branch, head_sha, author_login, mergeability, checks_state, checks_passed, checks_failed,
         checks_pending, additions, deletions, reported_at, refreshed_at, updated_at, changed_at,
         pull_request_changed_at, detailed_at, fully_read_at, revision, recorded_revision,
         verdict_reason, verdict_since, verdict_due_at)
      SELECT ${chat}, 'https://forge.test/acme/app-' || n / 20 || '.git', 'branch-' || n, 'forge',
        'acme/app-' || n / 20, (n / 20)::text,
        CASE WHEN NOT ${isMerged} THEN now() + interval '1 hour' + random() * interval '2 hours' END, true,
        CASE WHEN ${isOpen} OR ${isMerged} THEN 'https://forge.test/acme/app-' || n / 20 || '/pull/' || n END,
        CASE WHEN ${isOpen} OR ${isMerged} THEN n END,
        CASE WHEN ${isOpen} THEN 'open' WHEN ${isMerged} THEN 'merged' END, 'Change ' || n, false, 'main',
        'branch-' || n, CASE WHEN ${isOpen} OR ${isMerged} THEN md5(n::text) || '00000000' END, 'ada',
        'mergeable', 'passed', 1, 0, 0, 3, 1, now() - age.of, now() - random() * interval '2 minutes',
        now() - age.of, now() - age.of, now() - age.of, now() - interval '1 minute', now() - interval '1 minute', 2, 2,
        CASE WHEN ${isOpen} THEN 'ready_to_merge' WHEN ${isMerged} THEN 'merged' ELSE 'no_pull_request' END, now(),
        CASE WHEN ${isOpen} AND n % 50 = 0 THEN now() + interval '1 hour' + random() * interval '1 hour' END
      FROM ${series}
      CROSS JOIN LATERAL (
        SELECT CASE WHEN n % 10 = 0 THEN random() * interval '20 hours'
          ELSE interval '2 days' + random() * interval '30 days' END AS of) AS age`,
    [from, to],
  );
  await runSql(
    database,
    `INSERT INTO tracked_branch_events (chat_id, git_remote_origin, git_branch, at, kind, detail)
      SELECT ${chat}, 'https://forge.test/acme/app-' || n / 20 || '.git', 'branch-' || n,
        now() - random() * interval '29 days', kind, '{}'
      FROM ${series}
      CROSS JOIN unnest(ARRAY['branch_tracked', 'push_seen', 'checks_changed']) AS kind`,
    [from, to],
  );
  await runSql(
    database,
    `INSERT INTO chat_ranks (chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons)
      SELECT chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons
      FROM computed_chat_ranks WHERE chat_id IN (SELECT ${chat} FROM ${series})`,
    [from, to],
  );
}

async function insertLanes(database: Database): Promise<void> {
  await runSql(
    database,
    `INSERT INTO lanes (forge_id, url_prefix, owner_id, due_at)
      SELECT DISTINCT ON (lower(x.url_prefix), c.owner_id) 'forge', x.url_prefix, c.owner_id,
        now() + interval '1 hour' + random() * interval '1 hour'
      FROM chat_diff_statuses s
      JOIN chats c ON c.id = s.chat_id
      CROSS JOIN LATERAL (SELECT regexp_replace(s.url, '[0-9]+[^0-9]*$', '') AS url_prefix) AS x
      WHERE s.pull_request_state = 'open'`,
  );
}
