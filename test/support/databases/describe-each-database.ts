import { beforeAll, beforeEach, describe } from 'vitest';
import type { Database, Driver } from '../../../src/store/database.ts';
import { databaseKinds, openTestDatabase } from './test-databases.ts';

/** One of each kind for all files that this process runs. It ends with the process. */
const opened = new Map<Database['kind'], Promise<Driver>>();

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
      const opening = opened.get(kind) ?? openTestDatabase(kind);
      opened.set(kind, opening);
      driver = await opening;
    });
    beforeEach(() => empty(driver));
    suite(() => driver, kind);
  });
}

// TRUNCATE of all tables takes 20 times as long, so it is for tables that dead rows have made large.
const emptyTables = `DO $$
DECLARE name regclass;
BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR name IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'afterpush_migrations' AND pg_relation_size(oid) > 0
  LOOP
    IF pg_relation_size(name) > 262144 THEN EXECUTE format('TRUNCATE %s CASCADE', name);
    ELSE EXECUTE format('DELETE FROM %s', name);
    END IF;
  END LOOP;
END $$`;

async function empty(driver: Driver): Promise<void> {
  await driver.transaction((each) => each.executeScript(emptyTables));
}
