import type { Connection } from '../../database.ts';

const statement = {
  name: 'delete-forge-token',
  text: 'DELETE FROM forge_tokens WHERE owner_id = $1 AND forge_id = $2',
};

export async function deleteForgeToken(
  connection: Connection,
  ownerId: string,
  forgeId: string,
): Promise<void> {
  await connection.query(statement, [ownerId, forgeId]);
}
