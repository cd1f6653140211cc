import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../platform/package-root.ts';
import type { Driver, ScriptConnection, Statement } from './database.ts';

interface Migration {
  version: number;
  name: string;
  text: string;
}

/** The database was created by a newer Afterpush. */
export class SchemaTooNew extends Error {
  constructor(stored: number, known: number) {
    super(
      `The database has schema version ${stored}, but this Afterpush knows only ${known}. ` +
        'Upgrade Afterpush, or point it at another database.',
    );
    this.name = 'SchemaTooNew';
  }
}

// Any number will do, as long as no other program uses it on the same database.
const migrationLock = 4_702_026_001;

const prepare = `
SET LOCAL statement_timeout = 0;
SELECT pg_advisory_xact_lock(${migrationLock});
CREATE TABLE IF NOT EXISTS afterpush_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

const findVersion: Statement = {
  name: 'find-schema-version',
  text: 'SELECT COALESCE(max(version), 0) AS version FROM afterpush_migrations',
};

const recordMigration: Statement = {
  name: 'record-migration',
  text: 'INSERT INTO afterpush_migrations (version, name) VALUES ($1, $2)',
};

export const migrationsDirectory = join(packageRoot, 'migrations');

/**
 * Brings the schema to the program's version, one transaction for each migration. Replicas that
 * start together take turns, and each does only what is still missing.
 */
export async function migrate(driver: Driver, directory = migrationsDirectory): Promise<void> {
  const migrations = await readMigrations(directory);
  const known = migrations.at(-1)?.version ?? 0;
  let version: number;
  do {
    version = await driver.transaction((connection) => applyNext(connection, migrations));
  } while (version < known);
  if (version > known) throw new SchemaTooNew(version, known);
}

/** Applies at most one migration and returns the version after it. */
async function applyNext(
  connection: ScriptConnection,
  migrations: readonly Migration[],
): Promise<number> {
  await connection.executeScript(prepare);
  const [row] = await connection.query<{ version: number }>(findVersion);
  const version = row?.version ?? 0;
  const next = migrations.find((migration) => migration.version > version);
  if (!next) return version;
  await connection.executeScript(next.text);
  await connection.query(recordMigration, [next.version, next.name]);
  return next.version;
}

/** Files `NNNN-what-it-does.sql`, in the order of their numbers. */
async function readMigrations(directory: string): Promise<Migration[]> {
  const files = await readdir(directory);
  const migrations = files.flatMap((file) => {
    const match = /^(\d{4})-(.+)\.sql$/.exec(file);
    return match ? [{ version: Number(match[1]), name: match[2] ?? '', file }] : [];
  });
  return Promise.all(
    migrations
      .toSorted((one, other) => one.version - other.version)
      .map(async ({ version, name, file }) => {
        return { version, name, text: await readFile(join(directory, file), 'utf8') };
      }),
  );
}
