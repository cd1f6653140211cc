import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/store/open-database.ts';
import { RecordingLogger } from '../recording-logger.ts';
import { buildEmbeddedWorker } from './build-embedded-worker.ts';
import { startPostgresServer } from './postgres-server.ts';

/** A migrated database that test files copy. */
export interface Template extends AsyncDisposable {
  /** The URL of a Postgres database, or the data directory of an embedded one. */
  location: string;
}

export async function makePostgresTemplate(): Promise<Template> {
  const server = await startPostgresServer();
  try {
    const location = server.toUrl('postgres');
    await migrateOnce(location, '');
    return { location, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

export async function makeEmbeddedTemplate(): Promise<Template> {
  const location = mkdtempSync(join(tmpdir(), 'afterpush-test-embedded-'));
  const remove = async () => rmSync(location, { recursive: true, force: true });
  try {
    await buildEmbeddedWorker();
    await migrateOnce(undefined, location);
    return { location, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function onFatal(error: Error): never {
  throw error;
}

async function migrateOnce(databaseUrl: string | undefined, dataDirectory: string): Promise<void> {
  const logger = new RecordingLogger();
  const database = await openDatabase({ databaseUrl, dataDirectory, logger, onFatal });
  await database[Symbol.asyncDispose]();
}
