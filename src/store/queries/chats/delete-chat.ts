import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { chatDeletedNotice } from './chat-deleted-notice.ts';

/**
 * Deletes the chat with its rows; a running refresh finds nothing to write to. The rows are locked first,
 * because the cascade deletes them in any order.
 */
const statement = {
  name: 'delete-chat',
  text: `
WITH doomed AS MATERIALIZED (
  SELECT id FROM chats WHERE id = $1 AND owner_id = $2 FOR UPDATE
), held AS MATERIALIZED (
  SELECT s.chat_id FROM doomed JOIN chat_diff_statuses s ON s.chat_id = doomed.id
  ${inLockOrder}
), deleted AS (
  DELETE FROM chats c USING doomed
  WHERE c.id = doomed.id AND (SELECT count(*) FROM held) >= 0
  RETURNING c.id, c.public_id, c.owner_id
)
SELECT ${chatDeletedNotice}
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
