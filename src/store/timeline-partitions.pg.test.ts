import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import {
  createEmptyPostgresUrl,
  createPostgresUrl,
} from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { arrangeStore, atOneInstant, origin } from '../../test/support/stored-chats.ts';
import type { Connection, Database } from './database.ts';
import { migrate, migrationsDirectory } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { deleteOldTimeline } from './queries/branches/delete-old-timeline.ts';
import { keepTimelinePartitions } from './queries/branches/keep-timeline-partitions.ts';
import { listTimeline } from './queries/branches/list-timeline.ts';
import { deleteChat } from './queries/chats/delete-chat.ts';

const day = 86_400_000;
const ageMs = 30 * day;

/** As housekeeping does, at another time. */
const keepAfter = (database: Connection, days: number) =>
  runSql<{ kept: boolean }>(
    database,
    `SELECT keep_timeline_partitions(interval '30 days', now() + $1::float8 * interval '1 day') AS kept`,
    [days],
  );

const listPartitions = async (database: Connection) =>
  (
    await runSql<{ name: string }>(
      database,
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = 'tracked_branch_events'::regclass ORDER BY name`,
    )
  ).map(({ name }) => name);

/** An entry of the branch in the past or, with a negative age, in the future. */
const insert = (database: Connection, kind: string, ageInDays: number) =>
  runSql(
    database,
    `INSERT INTO tracked_branch_events (chat_id, git_remote_origin, git_branch, at, kind, detail)
    VALUES ('one', $1, 'main', now() - $2::float8 * interval '1 day', $3, '{}')`,
    [origin, ageInDays, kind],
  );

const list = async (database: Connection, limit = 100, before: number | null = null) =>
  listTimeline(database, { chatId: 'one', remoteOrigin: origin, branch: 'main', before, limit });

const listKinds = async (database: Connection) =>
  (await list(database)).toReversed().map(({ kind }) => kind);

const countOthers = async (database: Connection) =>
  (await runSql(database, 'SELECT FROM tracked_branch_events_other')).length;

describeEachDatabase('the partitions of the timeline', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    const arranged = arrangeStore(database);
    await arranged.createChat('one');
    await arranged.signal('one');
  });

  // The tests of a file share the database.
  afterEach(() => keepAfter(database, 0));

  test('are created for this week and the next two, again and again without a change', async () => {
    await keepAfter(database, 70);
    const before = await listPartitions(database);
    expect(before).toHaveLength(4);
    expect(await keepTimelinePartitions(database, ageMs)).toBe(true);
    const now = await listPartitions(database);
    await keepTimelinePartitions(database, ageMs);
    expect(await listPartitions(database)).toEqual(now);
    expect(now.length).toBeGreaterThan(before.length);
  });

  test('take every entry, however wrong the clock is', async () => {
    for (const age of [30_000, 40, 1, -1, -20, -40, -30_000]) await insert(database, `${age}`, age);
    expect(await listKinds(database)).toEqual([
      'branch_tracked',
      '30000',
      '40',
      '1',
      '-1',
      '-20',
      '-40',
      '-30000',
    ]);
    expect(await countOthers(database)).toBeGreaterThan(1);
  });

  test('take over the entries that were stored while no server created them', async () => {
    await insert(database, 'in 40 days', -40);
    await insert(database, 'in 65 days', -65);
    await keepAfter(database, 40);
    expect(await countOthers(database)).toBe(1);
    expect((await listKinds(database)).slice(-2)).toEqual(['in 40 days', 'in 65 days']);
  });

  test('are dropped when all of their entries have expired, and not before', async () => {
    await keepAfter(database, 0);
    await insert(database, 'in 10 days', -10);
    await keepAfter(database, 29);
    expect(await listKinds(database)).toEqual(['branch_tracked', 'in 10 days']);
    await keepAfter(database, 38);
    expect(await listKinds(database)).toEqual(['in 10 days']);
    await keepAfter(database, 48);
    expect(await listKinds(database)).toEqual([]);
  });

  test('are created again when the clock was set back', async () => {
    await keepAfter(database, 100);
    await insert(database, 'now', 0);
    expect(await countOthers(database)).toBe(1);
    await keepAfter(database, 0);
    expect(await countOthers(database)).toBe(0);
    expect(await listKinds(database)).toContain('now');
  });

  test('expired entries that are in none of a week are deleted', async () => {
    await keepAfter(database, 70);
    await keepAfter(database, 0);
    await insert(database, 'old', 31);
    await insert(database, 'young', 29);
    await deleteOldTimeline(database, { ageMs, mostEntries: 500 });
    expect(await listKinds(database)).toEqual(['young']);
  });

  test('do not change the order and the pages of a timeline', async () => {
    await keepAfter(database, 0);
    const kinds = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const [place, kind] of kinds.entries()) await insert(database, kind, -3 * place);
    const seen: string[] = [];
    let before: number | null = null;
    do {
      const page = await list(database, 2, before);
      seen.push(...page.map(({ kind }) => kind));
      before = page.length === 2 ? (page[1]?.id ?? null) : null;
    } while (before !== null);
    expect(seen.toReversed()).toEqual(['branch_tracked', ...kinds]);
  });

  test('lose the entries of a deleted branch, in whichever of them they are', async () => {
    for (const age of [40, 1, -8, -100]) await insert(database, `${age}`, age);
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, 'SELECT FROM tracked_branch_events')).toEqual([]);
  });

  test('keep the last entries of a branch that has too many, over all of them', async () => {
    await keepAfter(database, 0);
    for (const age of [-15, -8, 0]) await insert(database, `${age}`, age);
    await deleteOldTimeline(database, { ageMs, mostEntries: 2 });
    expect(await listKinds(database)).toEqual(['-8', '0']);
  });
});

describe('on several connections', () => {
  test('partitions are kept later while a transaction uses the timeline, which is not disturbed', async () => {
    await using database = openPostgres({
      url: await createPostgresUrl(),
      logger: new RecordingLogger(),
      maxConnections: 4,
    });
    const arranged = arrangeStore(database);
    await arranged.createChat('one');
    const partitions = await listPartitions(database);
    await atOneInstant(database, async (inTransaction) => {
      await arrangeStore(inTransaction).signal('one');
      expect(await keepAfter(database, 70)).toEqual([{ kept: false }]);
    });
    expect(await listPartitions(database)).toEqual(partitions);
    expect(await listKinds(database)).toEqual(['branch_tracked']);
    expect(await keepAfter(database, 70)).toEqual([{ kept: true }]);
  });
});

describe('the migration to partitions', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'afterpush-test-migrations-'));
    for (const file of await readdir(migrationsDirectory)) {
      if (file < '0045') await cp(join(migrationsDirectory, file), join(directory, file));
    }
  });

  afterEach(() => rm(directory, { recursive: true }));

  test('keeps every entry and its id, and serves a replica of the version before', async () => {
    await using database = openPostgres({
      url: await createEmptyPostgresUrl(),
      logger: new RecordingLogger(),
    });
    await migrate(database, directory);
    const arranged = arrangeStore(database);
    await runSql(database, "INSERT INTO users (id, name) VALUES ('ada', 'ada')");
    await runSql(database, "INSERT INTO chats (id, owner_id) VALUES ('one', 'ada')");
    await arranged.signal('one');
    for (const age of [50, 1, 0, -3, -50]) await insert(database, `${age}`, age);
    const all = 'SELECT id, at, kind FROM tracked_branch_events ORDER BY id';
    const before = await runSql(database, all);
    // As a replica has planned it.
    await list(database);
    await arranged.pass(20_000);

    await migrate(database);

    expect(await runSql(database, all)).toEqual(before);
    await arranged.signal('one');
    expect(await listKinds(database)).toEqual([
      'branch_tracked',
      '50',
      '1',
      '0',
      '-3',
      '-50',
      'push_seen',
    ]);
    expect(await countOthers(database)).toBe(1);
    await runSql(database, deleteOldEntriesBefore, [1]);
    expect(await listKinds(database)).toEqual(['push_seen']);
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, all)).toEqual([]);
  });
});

/** The daily deletion of the version before. */
const deleteOldEntriesBefore = `
WITH busy AS MATERIALIZED (
  SELECT DISTINCT chat_id, git_remote_origin, git_branch
  FROM tracked_branch_events
  WHERE at > now() - interval '2 days'
), surplus AS (
  SELECT e.id
  FROM busy, LATERAL (
    SELECT id FROM tracked_branch_events e
    WHERE e.chat_id = busy.chat_id
      AND e.git_remote_origin = busy.git_remote_origin
      AND e.git_branch = busy.git_branch
    ORDER BY id DESC OFFSET $1
  ) e
), expired AS (
  SELECT id FROM tracked_branch_events WHERE at < now() - interval '30 days'
), outdated AS MATERIALIZED (
  SELECT id FROM tracked_branch_events
  WHERE id = ANY (ARRAY(SELECT id FROM surplus UNION SELECT id FROM expired))
  ORDER BY id
  FOR UPDATE SKIP LOCKED
)
DELETE FROM tracked_branch_events e USING outdated WHERE e.id = outdated.id`;
