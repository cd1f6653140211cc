import type { Connection } from './database.ts';
import { deleteOldSamples } from './queries/delete-old-samples.ts';
import { deleteReplica } from './queries/delete-replica.ts';
import { recordDataAge } from './queries/record-data-age.ts';
import { type RecordReplica, recordReplica } from './queries/record-replica.ts';

/** The statements of the health samples, bound to one database. */
export function createHealthStore(connection: Connection) {
  return {
    recordReplica: (replica: RecordReplica) => recordReplica(connection, replica),
    recordDataAge: () => recordDataAge(connection),
    deleteOldSamples: () => deleteOldSamples(connection),
    deleteReplica: (id: string) => deleteReplica(connection, id),
  };
}
