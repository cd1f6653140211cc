import type { Connection } from '../../database.ts';

/** Deletes validators of responses that changed or were last requested long ago. */
const statement = {
  name: 'delete-old-validators',
  text: `DELETE FROM forge_validators WHERE saved_at < now() - $1::float8 * interval '1 millisecond'`,
};

export async function deleteOldValidators(connection: Connection, ageMs: number): Promise<void> {
  await connection.query(statement, [ageMs]);
}
