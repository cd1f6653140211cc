import type { Connection } from '../../database.ts';

/** Deletes the chat with its rows; a running refresh finds nothing to write to. */
const statement = {
  name: 'delete-chat',
  text: `
WITH deleted AS (
  DELETE FROM chats WHERE id = $1 AND owner_id = $2 RETURNING id, owner_id
)
SELECT pg_notify('afterpush', json_build_object(
  'kind', 'chat_deleted', 'chat_id', id, 'owner_id', owner_id)::text)
FROM deleted`,
};

/** False when the owner has no such chat. */
export async function deleteChat(
  connection: Connection,
  ownerId: string,
  chatId: string,
): Promise<boolean> {
  return (await connection.query(statement, [chatId, ownerId])).length > 0;
}
