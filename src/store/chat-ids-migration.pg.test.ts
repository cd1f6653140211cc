import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmptyPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { migrate, migrationsDirectory } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';

test('the migration of ids keeps the id of every chat, also of one that an older replica adds', async () => {
  const url = await createEmptyPostgresUrl();
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-test-migrations-'));
  for (const file of await readdir(migrationsDirectory)) {
    if (file < '0036') await cp(join(migrationsDirectory, file), join(directory, file));
  }
  await using database = openPostgres({ url, logger: new RecordingLogger() });
  await migrate(database, directory);
  await rm(directory, { recursive: true });
  await runSql(database, "INSERT INTO users (id, name) VALUES ('ada', 'ada'), ('grace', 'grace')");
  const insert = 'INSERT INTO chats (id, owner_id) VALUES ($1, $2)';
  await runSql(database, insert, ['before', 'ada']);
  await runSql(database, insert, ['hers', 'grace']);

  await migrate(database);

  await runSql(database, insert, ['after', 'ada']);
  const rows = 'SELECT id, public_id, owner_id FROM chats ORDER BY id';
  expect(await runSql(database, rows)).toEqual([
    { id: 'after', public_id: 'after', owner_id: 'ada' },
    { id: 'before', public_id: 'before', owner_id: 'ada' },
    { id: 'hers', public_id: 'hers', owner_id: 'grace' },
  ]);
});
