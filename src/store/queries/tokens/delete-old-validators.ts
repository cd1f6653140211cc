import type { Connection } from '../../database.ts';

/**
 * Deletes validators of responses that changed or were last requested long ago. SKIP LOCKED, because every
 * replica does.
 */
const statement = {
  name: 'delete-old-validators',
  text: `
WITH old AS MATERIALIZED (
  SELECT token_fingerprint, url_hash FROM forge_validators
  WHERE saved_at < now() - $1::float8 * interval '1 millisecond'
  FOR UPDATE SKIP LOCKED
)
DELETE FROM forge_validators v USING old
WHERE v.token_fingerprint = old.token_fingerprint AND v.url_hash = old.url_hash`,
};

export async function deleteOldValidators(connection: Connection, ageMs: number): Promise<void> {
  await connection.query(statement, [ageMs]);
}
