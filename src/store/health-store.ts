import type { RecordReplica } from '../domain/replica.ts';
import type { Connection } from './database.ts';
import { deleteOldSamples } from './queries/health/delete-old-samples.ts';
import { deleteReplica } from './queries/health/delete-replica.ts';
import { recordDataAge } from './queries/health/record-data-age.ts';
import { recordReplica } from './queries/health/record-replica.ts';

/** The statements of the health samples, bound to one database. */
export function createHealthStore(connection: Connection) {
  return {
    recordReplica: (replica: RecordReplica) => recordReplica(connection, replica),
    recordDataAge: () => recordDataAge(connection),
    deleteOldSamples: () => deleteOldSamples(connection),
    deleteReplica: (id: string) => deleteReplica(connection, id),
  };
}
