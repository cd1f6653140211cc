import { chmod, mkdir } from 'node:fs/promises';
import { Lifetime } from '../../platform/lifetime.ts';
import type { Logger } from '../../platform/logger.ts';
import type { DatabaseUnavailable, Driver } from '../database.ts';
import { takeDirectoryLock } from './directory-lock.ts';
import { DiskGuard, type MeasureFreeBytes, measureFreeBytes, requireSpace } from './disk-guard.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { EngineStream } from './engine.ts';
import { Maintenance } from './maintenance.ts';
import { prepareFiles } from './prepare-files.ts';

export interface OpenEmbedded {
  /** The data directory of Afterpush; the database files are in a subfolder. */
  directory: string;
  logger: Logger;
  /** The database stopped and cannot recover: the process should end with this message. */
  onFatal: (error: DatabaseUnavailable) => void;
  patienceSeconds?: number;
  measureFreeBytes?: MeasureFreeBytes;
  diskCheckMs?: number;
  maintenanceMs?: number;
}

/**
 * A Postgres inside this process and for this process only. It survives a crash of the process, but
 * not a loss of power, because it never forces its writes to the disk.
 */
export async function openEmbedded(options: OpenEmbedded): Promise<Driver> {
  const { directory, patienceSeconds = 30 } = options;
  const measure = options.measureFreeBytes ?? measureFreeBytes;
  const lifetime = new Lifetime();
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    lifetime.use(await takeDirectoryLock(directory));
    await requireSpace(directory, measure);
    const dataDirectory = await prepareFiles(directory);
    // The database files are readable for everyone, so their directory is not.
    await chmod(dataDirectory, 0o700);
    const diskGuard = new DiskGuard({ ...options, measure });
    const database = new EmbeddedDatabase({ lifetime, onFatal: options.onFatal, diskGuard });
    const engine = { dataDirectory, patienceSeconds };
    const stream = await EngineStream.open(engine, (error) => database.fail(error));
    lifetime.defer(() => stream.close());
    await database.connect(stream);
    lifetime.use(new Maintenance(database, options.logger, options.maintenanceMs));
    return database;
  } catch (error) {
    await lifetime[Symbol.asyncDispose]();
    throw error;
  }
}
