import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../platform/logger.ts';
import { type Database, DatabaseUnavailable, type Driver, type Statement } from './database.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import type { EventTransport } from './event-transport.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { findSqlState } from './postgres/session.ts';

export interface OpenDatabase {
  /** Undefined: the embedded database in `dataDirectory`. */
  databaseUrl: string | undefined;
  dataDirectory: string;
  /** A NATS server that carries events; undefined: the database does. Only with `databaseUrl`. */
  eventsUrl?: string | undefined;
  logger: Logger;
  /** The embedded database stopped and cannot recover: the process should end with this message. */
  onFatal: (error: DatabaseUnavailable) => void;
}

const oldestVersion = 15;
const retryMs = 500;
const patienceMs = 30_000;

const findServerVersion: Statement = {
  name: 'find-server-version',
  text: "SELECT current_setting('server_version_num')::integer / 10000 AS version",
};

/** Opens the database that the settings name, with the schema that this program needs. */
export async function openDatabase(options: OpenDatabase): Promise<Database> {
  const driver = await openDriver(options);
  try {
    await requireVersion(driver, options.logger);
    await migrate(driver);
    return driver;
  } catch (error) {
    await driver[Symbol.asyncDispose]();
    throw error;
  }
}

async function openDriver({
  databaseUrl,
  dataDirectory,
  eventsUrl,
  logger,
  onFatal,
}: OpenDatabase): Promise<Driver> {
  if (databaseUrl !== undefined) {
    const events = eventsUrl === undefined ? undefined : await openEvents(eventsUrl, logger);
    return openPostgres({ url: databaseUrl, logger, events });
  }
  return openEmbedded({ directory: dataDirectory, logger, onFatal });
}

/** Loaded only where it is used. */
async function openEvents(url: string, logger: Logger): Promise<EventTransport> {
  const { openNats } = await import('./nats/open-nats.ts');
  return openNats({ url, logger });
}

async function requireVersion(driver: Driver, logger: Logger): Promise<void> {
  const version = await findVersionOnceUp(driver, logger);
  if (version >= oldestVersion) return;
  throw new Error(
    `The database runs PostgreSQL ${version}, but Afterpush needs ${oldestVersion} or newer: ` +
      'upgrade it, or unset AFTERPUSH_DATABASE_URL to use the embedded database.',
  );
}

/** Waits for a server that is still starting, for example because both were started together. */
async function findVersionOnceUp(driver: Driver, logger: Logger): Promise<number> {
  const patienceEndsAt = performance.now() + patienceMs;
  for (;;) {
    try {
      const [row] = await driver.query<{ version: number }>(findServerVersion);
      return row?.version ?? 0;
    } catch (error) {
      if (!mayBeStarting(error) || performance.now() > patienceEndsAt) throw error;
      logger.warn({ reason: String(error) }, 'waiting for the database');
      await sleep(retryMs);
    }
  }
}

function mayBeStarting(error: unknown): boolean {
  if (!(error instanceof DatabaseUnavailable)) return false;
  const { cause } = error;
  if (findSqlState(cause) === '57P03') return true;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
