import type { Connection } from '../../database.ts';

/** Validators whose answers changed or were last read long ago only cost space. */
const statement = {
  name: 'delete-old-validators',
  text: `DELETE FROM forge_validators WHERE saved_at < now() - $1::float8 * interval '1 millisecond'`,
};

export async function deleteOldValidators(connection: Connection, ageMs: number): Promise<void> {
  await connection.query(statement, [ageMs]);
}
