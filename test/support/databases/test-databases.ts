import { constants } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database, Driver } from '../../../src/store/database.ts';
import { openEmbedded } from '../../../src/store/embedded/open-embedded.ts';
import { openPostgres } from '../../../src/store/postgres/open-postgres.ts';
import { RecordingLogger } from '../recording-logger.ts';
import { createPostgresUrl } from './postgres-url.ts';
import { findTemplate } from './templates.ts';

export const databaseKinds: Database['kind'][] = ['postgres', 'embedded'];

/** Opens a new, migrated, empty database, on a real Postgres or embedded. */
export async function openTestDatabase(kind: Database['kind']): Promise<Driver> {
  const logger = new RecordingLogger();
  if (kind === 'postgres') return openPostgres({ url: await createPostgresUrl(), logger });
  const directory = await createDataDirectory();
  const driver = await openEmbedded({ directory, logger, onFatal: throwFatal });
  const close = driver[Symbol.asyncDispose].bind(driver);
  return Object.assign(driver, {
    async [Symbol.asyncDispose]() {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  });
}

/** Creates a data directory with an embedded database that has all migrations applied. */
export async function createDataDirectory(): Promise<string> {
  const template = await findTemplate('embedded');
  const directory = await mkdtemp(join(dirname(template), 'copy-'));
  await cp(template, directory, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return directory;
}

function throwFatal(error: Error): never {
  throw error;
}
