import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { createEmptyPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { openTestDatabase } from '../../test/support/databases/test-databases.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { migrate, SchemaTooNew } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-test-migrations-'));
});

afterEach(() => rm(directory, { recursive: true }));

const listApplied = 'SELECT version, name FROM afterpush_migrations ORDER BY version';

test('replicas that start together apply each migration once', async () => {
  await writeFile(
    join(directory, '0001-first.sql'),
    'CREATE TABLE one (id int); SELECT pg_sleep(0.1);',
  );
  await writeFile(join(directory, '0002-second.sql'), 'CREATE TABLE two (id int)');
  const url = await createEmptyPostgresUrl();
  const replicas = [1, 2, 3].map(() => openPostgres({ url, logger: new RecordingLogger() }));

  await Promise.all(replicas.map((replica) => migrate(replica, directory)));

  expect(await Promise.all(replicas.map((replica) => runSql(replica, listApplied)))).toEqual(
    replicas.map(() => [
      { version: 1, name: 'first' },
      { version: 2, name: 'second' },
    ]),
  );
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
});

test('a migration that fails is rolled back', async () => {
  await writeFile(join(directory, '0001-first.sql'), 'CREATE TABLE one (id int)');
  await writeFile(join(directory, '0002-wrong.sql'), 'CREATE TABLE two (id int); SELECT 1 / 0');
  await using database = openPostgres({
    url: await createEmptyPostgresUrl(),
    logger: new RecordingLogger(),
  });

  await expect(migrate(database, directory)).rejects.toThrow('division by zero');

  expect(await runSql(database, listApplied)).toEqual([{ version: 1, name: 'first' }]);
  await expect(runSql(database, 'SELECT * FROM two')).rejects.toThrow('does not exist');
});

test('an embedded database without a schema gets every migration', async () => {
  await using database = await openTestDatabase('embedded');
  const complete = await runSql(database, listApplied);
  await database.transaction((connection) =>
    connection.executeScript('DROP SCHEMA public CASCADE; CREATE SCHEMA public'),
  );

  await migrate(database);

  expect(complete.length).toBeGreaterThan(0);
  expect(await runSql(database, listApplied)).toEqual(complete);
});

describeEachDatabase('a schema', (database) => {
  test('that is up to date is not changed', async () => {
    const before = await runSql(database(), listApplied);

    await migrate(database());

    expect(await runSql(database(), listApplied)).toEqual(before);
  });

  test('that is newer than the program is refused', async () => {
    const attempt = migrate(database(), directory);

    await expect(attempt).rejects.toBeInstanceOf(SchemaTooNew);
    await expect(attempt).rejects.toThrow(/Upgrade Afterpush/);
  });
});
