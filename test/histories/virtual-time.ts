import type { Driver } from '../../src/store/database.ts';
import { FakeClock } from '../support/fake-clock.ts';

const start = Date.parse('2026-01-01T12:00:00Z');

/**
 * Replaces `now()` in the one session of an embedded database. Real time does not pass in it: transactions
 * have instants in their order, and a few in a row have the same one.
 */
const script = `
CREATE SCHEMA virtual_time;
CREATE FUNCTION virtual_time.now() RETURNS timestamptz STABLE LANGUAGE sql AS $$
  SELECT current_setting('virtual_time.at')::timestamptz
    + (pg_current_xact_id()::text::bigint - current_setting('virtual_time.transaction')::bigint)
      / 4 * interval '1 microsecond'
$$;
SELECT set_config('search_path', 'virtual_time, pg_catalog, public', false);
SELECT setseed(0.5);
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
    set_config('virtual_time.transaction', pg_current_xact_id()::text, false)`,
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

  /** Time stops whenever something wakes up, until that has settled. */
  async pass(ms: number, settle: () => Promise<void>): Promise<void> {
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, Math.max(1, Math.ceil(this.clock.untilNextWake())));
      left -= step;
      await this.jump(step);
      await settle();
    }
  }

  /** The time passes at once, as on a machine that sleeps. */
  async jump(ms: number): Promise<void> {
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
