import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Database, Driver, Statement } from '../../../src/store/database.ts';
import { databaseKinds, openTestDatabase } from './test-databases.ts';

/**
 * Runs a suite on both databases, each migrated and empty at the start of every test. The suite gets
 * a function that returns the database, because it exists only while tests run.
 */
export function describeEachDatabase(
  name: string,
  suite: (database: () => Driver, kind: Database['kind']) => void,
): void {
  describe.each(databaseKinds)(`${name} (%s)`, (kind) => {
    let driver: Driver;
    beforeAll(async () => {
      driver = await openTestDatabase(kind);
    });
    beforeEach(() => empty(driver));
    afterAll(() => driver?.[Symbol.asyncDispose]());
    suite(() => driver, kind);
  });
}

const listTables: Statement = {
  name: 'list-test-tables',
  text: `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS names FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'afterpush_migrations'`,
};

async function empty(driver: Driver): Promise<void> {
  const [row] = await driver.query<{ names: string | null }>(listTables);
  const names = row?.names;
  if (names) await driver.transaction((each) => each.executeScript(`TRUNCATE ${names}`));
}
