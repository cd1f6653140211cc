import type { Logger } from '../../platform/logger.ts';
import type { Statement } from '../database.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';

const checkMs = 30_000;
const checksPerVacuum = 10;
const checkpointAfterBytes = 32 * 1024 * 1024;

const measureWritten: Statement = {
  name: 'measure-written',
  text: `SELECT pg_current_wal_insert_lsn()::text AS position,
  (pg_current_wal_insert_lsn() - $1::pg_lsn)::float8 AS bytes`,
};

const listTables: Statement = {
  name: 'list-tables',
  text: `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname = 'public' ORDER BY tablename`,
};

/**
 * Replaces the background processes of a real Postgres: without it, dead rows and the write-ahead log
 * would grow without limit. Vacuums one table at a time, so that statements can run in between.
 */
export class Maintenance implements AsyncDisposable {
  readonly #database: EmbeddedDatabase;
  readonly #timer: NodeJS.Timeout;
  #checks = 0;
  #vacuumedAt = '0/0';
  #checkpointedAt = '0/0';
  #working: Promise<void> | undefined;

  constructor(database: EmbeddedDatabase, logger: Logger, everyMs = checkMs) {
    this.#database = database;
    this.#timer = setInterval(() => {
      this.#working ??= this.#check()
        .catch((error: unknown) => {
          logger.warn({ reason: String(error) }, 'could not maintain the embedded database');
        })
        .finally(() => {
          this.#working = undefined;
        });
    }, everyMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  async #check(): Promise<void> {
    this.#checks += 1;
    if (this.#checks % checksPerVacuum === 0) await this.#vacuum();
    const { bytes } = await this.#measure(this.#checkpointedAt);
    if (bytes > checkpointAfterBytes) await this.#checkpoint();
  }

  async #vacuum(): Promise<void> {
    const { bytes } = await this.#measure(this.#vacuumedAt);
    if (bytes === 0) return;
    for (const { name } of await this.#database.query<{ name: string }>(listTables)) {
      await this.#database.executeOutsideTransaction(`VACUUM (ANALYZE) ${name}`);
    }
    await this.#checkpoint();
    this.#vacuumedAt = this.#checkpointedAt;
  }

  async #checkpoint(): Promise<void> {
    await this.#database.executeOutsideTransaction('CHECKPOINT');
    this.#checkpointedAt = (await this.#measure(this.#checkpointedAt)).position;
  }

  async #measure(since: string): Promise<{ position: string; bytes: number }> {
    const [row] = await this.#database.query<{ position: string; bytes: number }>(measureWritten, [
      since,
    ]);
    return row ?? { position: since, bytes: 0 };
  }
}
