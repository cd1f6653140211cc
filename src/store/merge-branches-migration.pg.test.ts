import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmptyPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { migrate, migrationsDirectory } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';

const merging = '0014-one-row-per-branch.sql';

async function copyEarlierMigrations(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-test-migrations-'));
  const earlier = (await readdir(migrationsDirectory)).filter((file) => file < merging);
  for (const file of earlier) await cp(join(migrationsDirectory, file), join(directory, file));
  return directory;
}

test('the migration merges rows of one branch into the most recently reported one', async () => {
  const url = await createEmptyPostgresUrl();
  const directory = await copyEarlierMigrations();
  await using database = openPostgres({ url, logger: new RecordingLogger() });
  await migrate(database, directory);
  await rm(directory, { recursive: true });
  const track = (chat: string, origin: string, reportedAt: string | null, forge = 'forge') =>
    runSql(
      database,
      `INSERT INTO chat_diff_statuses
        (chat_id, git_remote_origin, git_branch, forge_id, repository, reported_at)
      VALUES ($1, $2, 'main', $4, CASE WHEN $4 = '' THEN '' ELSE 'acme/app' END, $3)`,
      [chat, origin, reportedAt, forge],
    );
  await runSql(database, "INSERT INTO users (id, name) VALUES ('ada', 'ada')");
  await runSql(database, "INSERT INTO chats (id, owner_id) VALUES ('one', 'ada'), ('two', 'ada')");
  await track('one', 'https', '2026-01-01');
  await track('one', 'ssh', '2026-01-03');
  await track('one', 'never', null);
  await track('one', 'elsewhere', '2026-01-04', '');
  await track('one', 'other forge', '2026-01-05', 'other');
  await track('two', 'https', '2026-01-01');
  await runSql(
    database,
    `INSERT INTO comments
      (chat_id, id, git_remote_origin, git_branch, path, quoted, body, target, author_id)
    VALUES ('one', 'c', 'https', 'main', 'a', '', '', 'agent', 'ada')`,
  );

  await migrate(database);

  const rows = `SELECT chat_id AS chat, git_remote_origin AS origin, other_remote_origins AS others,
    (SELECT count(*) FROM tracked_branch_events e WHERE e.chat_id = s.chat_id
      AND e.git_remote_origin = s.git_remote_origin) AS events
  FROM chat_diff_statuses s ORDER BY 1, 2`;
  expect(await runSql(database, rows)).toEqual([
    { chat: 'one', origin: 'elsewhere', others: [], events: 1 },
    { chat: 'one', origin: 'other forge', others: [], events: 1 },
    { chat: 'one', origin: 'ssh', others: ['https', 'never'], events: 3 },
    { chat: 'two', origin: 'https', others: [], events: 1 },
  ]);
  expect(await runSql(database, 'SELECT git_remote_origin AS origin FROM comments')).toEqual([
    { origin: 'ssh' },
  ]);
});
