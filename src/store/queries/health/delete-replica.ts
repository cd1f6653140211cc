import type { Connection } from '../../database.ts';

/** On a graceful stop: the replica is not missing. */
const statement = {
  name: 'delete-replica',
  text: `DELETE FROM replicas WHERE id = $1`,
};

export async function deleteReplica(connection: Connection, id: string): Promise<void> {
  await connection.query(statement, [id]);
}
