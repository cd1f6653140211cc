import type { Connection } from '../../database.ts';
import { lockWaiting, releaseWaiting } from '../../waiting-rows.ts';

/**
 * Unlinks a token, and in the same statement makes the rows due that waited because of it: the
 * configuration's token may serve them now.
 */
const statement = {
  name: 'delete-forge-token',
  text: `
WITH deleted AS (
  DELETE FROM forge_tokens WHERE forge_id = $1 AND owner_id = $2
), ${lockWaiting('c.owner_id = $2')}, ${releaseWaiting('l.owner_id = $2')}`,
};

export async function deleteForgeToken(
  connection: Connection,
  ownerId: string,
  forgeId: string,
): Promise<void> {
  await connection.query(statement, [forgeId, ownerId]);
}
