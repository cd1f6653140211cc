import { type CommentRow, toCommentColumns, toCommentNotice } from '../../comment-row.ts';
import type { Connection } from '../../database.ts';

/**
 * The agent has received the comment. Idempotent: the first time stays and nothing is published again
 * (S11). The lock serialises concurrent requests. S12: only in the owner's chats.
 */
const statement = {
  name: 'receive-comment',
  text: `
WITH held AS MATERIALIZED (
  SELECT ${toCommentColumns('m')}
  FROM comments m JOIN chats c ON c.id = m.chat_id
  WHERE m.chat_id = $2 AND m.id = $3 AND c.owner_id = $1 AND m.target = 'agent'
  FOR UPDATE OF m
), received AS (
  UPDATE comments m SET received_at = now()
  FROM held
  WHERE m.chat_id = held.chat_id AND m.id = held.id AND held.received_at IS NULL
  RETURNING m.chat_id, m.id, m.received_at
)
SELECT held.*, COALESCE(held.received_at, received.received_at) AS received_at,
  CASE WHEN received.id IS NOT NULL THEN ${toCommentNotice('held', '$1::text')} END
FROM held LEFT JOIN received ON true`,
};

/** Undefined when the owner's chat has no such comment for the agent. */
export async function receiveComment(
  connection: Connection,
  ownerId: string,
  chatId: string,
  commentId: string,
): Promise<CommentRow | undefined> {
  const [row] = await connection.query<CommentRow>(statement, [ownerId, chatId, commentId]);
  return row;
}
