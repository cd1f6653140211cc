import type { Connection } from '../../database.ts';

/**
 * The chats that a push signal without a chat id is about. Archived ones store it for later. S12: only the
 * owner's.
 */
const statement = {
  name: 'list-workspace-chat-ids',
  text: 'SELECT id FROM chats WHERE workspace_id = $1 AND owner_id = $2 ORDER BY id',
};

export async function listWorkspaceChatIds(
  connection: Connection,
  ownerId: string,
  workspaceId: string,
): Promise<string[]> {
  const rows = await connection.query<{ id: string }>(statement, [workspaceId, ownerId]);
  return rows.map((row) => row.id);
}
