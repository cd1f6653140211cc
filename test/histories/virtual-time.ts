import type { Driver } from '../../src/store/database.ts';
import { FakeClock } from '../support/fake-clock.ts';

const start = Date.parse('2026-01-01T12:00:00Z');

/**
 * Replaces `now()` in the one session of an embedded database. Real time passes a hundred times slower, so
 * that two transactions have different instants and a busy machine changes nothing.
 */
const script = `
CREATE SCHEMA virtual_time;
CREATE FUNCTION virtual_time.now() RETURNS timestamptz STABLE LANGUAGE sql AS $$
  SELECT current_setting('virtual_time.at')::timestamptz
    + (pg_catalog.now() - current_setting('virtual_time.set_at')::timestamptz) / 100
$$;
SELECT set_config('search_path', 'virtual_time, pg_catalog, public', false);
DO $$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_default = 'pg_catalog.now()'
  LOOP
    EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT virtual_time.now()',
      each.table_name, each.column_name);
  END LOOP;
END $$;`;

const setTime = {
  name: 'test-set-time',
  text: `SELECT set_config('virtual_time.at', $1, false),
    set_config('virtual_time.set_at', pg_catalog.now()::text, false)`,
};

/** The clocks of the process, the database and the forge; each may step on its own. */
export class VirtualTime {
  readonly clock = new FakeClock(new Date(start));
  readonly #database: Driver;
  #databaseNow = start;
  #forgeNow = start;

  private constructor(database: Driver) {
    this.#database = database;
  }

  static async install(database: Driver): Promise<VirtualTime> {
    const time = new VirtualTime(database);
    await database.transaction((connection) => connection.executeScript(script));
    await time.#set();
    return time;
  }

  get databaseNow(): number {
    return this.#databaseNow;
  }

  get forgeNow(): number {
    return this.#forgeNow;
  }

  async pass(ms: number): Promise<void> {
    this.#databaseNow += ms;
    this.#forgeNow += ms;
    await this.#set();
    await this.clock.advance(ms);
  }

  async stepDatabase(ms: number): Promise<void> {
    this.#databaseNow += ms;
    await this.#set();
  }

  stepForge(ms: number): void {
    this.#forgeNow += ms;
  }

  async #set(): Promise<void> {
    await this.#database.query(setTime, [new Date(this.#databaseNow).toISOString()]);
  }
}
