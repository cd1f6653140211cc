import type { AcquiredRow } from '../../src/domain/tracked-branch.ts';
import type { Database } from '../../src/store/database.ts';
import { createSyncStore, type SyncStore } from '../../src/store/sync-store.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { arrangeRows, openPostgres } from './rows.ts';

export interface UpdateBloat {
  updates: number;
  /** Of all updates of the table, those that wrote no index. */
  hotShare: number;
  /** Bytes before and after. */
  table: [number, number];
  indexes: [number, number];
  deadRows: number;
  /** Bytes of the write-ahead log, without images of pages. */
  walPerRefresh: number;
  refreshesPerSecond: number;
}

const rows = 10_000;
const batch = 50;
/** One refresh of ten finds a change. */
const refreshesPerChange = 10;

/**
 * Refreshes 10,000 rows again and again. Autovacuum comes once a minute, in which 10,000 rows with the default
 * interval of two minutes are updated about 10,000 times: so often the table is vacuumed here.
 */
export async function measureUpdateBloat(
  updates: number,
  settings: readonly string[],
): Promise<UpdateBloat> {
  await using database = await openPostgres();
  for (const setting of settings) await runSql(database, setting);
  await arrangeRows(database, rows);
  await runSql(database, 'ALTER TABLE chat_diff_statuses SET (autovacuum_enabled = false)');
  await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now() WHERE url IS NOT NULL');
  await runSql(database, 'VACUUM FULL ANALYZE chat_diff_statuses');
  const store = createSyncStore(database);
  const before = await readSizes(database);
  const startedAt = performance.now();
  let [refreshes, vacuumed] = [0, 0];
  while (2 * refreshes < updates) {
    const refreshed = await refresh(store, refreshes);
    if (refreshed === 0) throw new Error('no row is due');
    refreshes += refreshed;
    if (2 * refreshes - vacuumed < rows) continue;
    vacuumed = 2 * refreshes;
    await store.settleVerdicts(rows);
    await runSql(database, 'VACUUM chat_diff_statuses');
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  // The server publishes the counts of a session within a second after its last transaction.
  await runSql(database, 'SELECT pg_stat_force_next_flush()');
  const after = await readSizes(database);
  const counted = after.updates - before.updates;
  return {
    updates: counted,
    hotShare: (after.hot - before.hot) / counted,
    table: [before.table, after.table],
    indexes: [before.indexes, after.indexes],
    deadRows: after.dead,
    walPerRefresh: (after.wal - before.wal) / refreshes,
    refreshesPerSecond: refreshes / seconds,
  };
}

async function refresh(store: SyncStore, done: number): Promise<number> {
  const acquired = await store.acquireStale({
    forgeId: 'forge',
    limit: batch,
    ownerLimit: batch,
    running: new Map(),
    leaseMs: 300_000,
    exclusions: { ownerIds: [], keys: [] },
    isPollingPaused: false,
  });
  await Promise.all(acquired.map((row, place) => record(store, row, done + place)));
  return acquired.length;
}

function record(store: SyncStore, row: AcquiredRow, place: number) {
  const { url, branch: headBranch } = row;
  if (url === null) throw new Error('a row without a pull request was acquired');
  const additions = place % refreshesPerChange === 0 ? place : 3;
  const number = Number(url.split('/').at(-1));
  const pullRequest = toPullRequest({ url, number, headBranch, additions });
  return store.recordPullRequest(row, pullRequest, { kind: 'in', delayMs: 1 });
}

interface Sizes {
  table: number;
  indexes: number;
  updates: number;
  hot: number;
  dead: number;
  wal: number;
}

async function readSizes(database: Database): Promise<Sizes> {
  const [sizes] = await runSql<Sizes>(
    database,
    `SELECT pg_table_size(relid)::float8 AS table, pg_indexes_size(relid)::float8 AS indexes,
      n_tup_upd::float8 AS updates, n_tup_hot_upd::float8 AS hot, n_dead_tup::float8 AS dead,
      pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS wal
    FROM pg_stat_user_tables WHERE relname = 'chat_diff_statuses'`,
  );
  if (!sizes) throw new Error('the table has no statistics');
  return sizes;
}
