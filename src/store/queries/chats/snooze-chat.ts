import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';

export interface SnoozeChat {
  ownerId: string;
  chatId: string;
  /** Null wakes the chat. */
  until: Date | null;
}

/**
 * Snoozes a chat, or wakes it. The branches are locked first, so that a verdict that is being stored either comes
 * before the snooze or sees it, and wakes the chat. S12: only the owner's.
 */
const statement = {
  name: 'snooze-chat',
  text: `
WITH chat AS MATERIALIZED (
  SELECT id, owner_id FROM chats WHERE id = $1 AND owner_id = $2 FOR UPDATE
), held AS MATERIALIZED (
  SELECT s.chat_id FROM chat JOIN chat_diff_statuses s ON s.chat_id = chat.id
  ${inLockOrder}
), snoozed AS (
  INSERT INTO chat_snoozes (chat_id, snoozed_until)
  SELECT id, $3::timestamptz FROM chat
  WHERE $3::timestamptz IS NOT NULL AND (SELECT count(*) FROM held) >= 0
  ON CONFLICT (chat_id) DO UPDATE SET snoozed_until = EXCLUDED.snoozed_until
), woken AS (
  DELETE FROM chat_snoozes z USING chat
  WHERE z.chat_id = chat.id AND $3::timestamptz IS NULL AND (SELECT count(*) FROM held) >= 0
)
SELECT announce(json_build_object(
  'kind', 'diff_status_change', 'chat_id', id, 'owner_id', owner_id)::text)
FROM chat`,
};

/** False when the owner has no such chat. */
export async function snoozeChat(
  connection: Connection,
  { chatId, ownerId, until }: SnoozeChat,
): Promise<boolean> {
  return (await connection.query(statement, [chatId, ownerId, until])).length > 0;
}
