import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { chatDeletedNotice } from '../chats/chat-deleted-notice.ts';

/**
 * Deletes the chats that were created for own pull requests: all of them, or those at or below a URL. One
 * that was used stays: with comments, an agent's token or a push. Those of a repository are not hidden one by
 * one, because its URL hides them.
 */
const statement = {
  name: 'delete-followed-chats',
  text: `
WITH doomed AS MATERIALIZED (
  SELECT c.id, c.owner_id,
    EXISTS (SELECT FROM comments m WHERE m.chat_id = c.id)
      OR EXISTS (SELECT FROM chat_tokens t WHERE t.chat_id = c.id)
      OR EXISTS (SELECT FROM chat_diff_statuses s
        WHERE s.chat_id = c.id AND s.reported_at IS NOT NULL) AS is_used
  FROM chats c
  WHERE c.owner_id = $1 AND c.id IN (
    SELECT chat_id FROM own_pull_requests
    WHERE owner_id = $1
      AND ($2::text IS NULL OR url = lower($2) OR starts_with(url, lower($2) || '/')))
  ORDER BY c.id
  FOR UPDATE
), held AS MATERIALIZED (
  SELECT s.chat_id FROM doomed JOIN chat_diff_statuses s ON s.chat_id = doomed.id
  ${inLockOrder}
), forgotten AS (
  DELETE FROM own_pull_requests p USING doomed
  WHERE p.chat_id = doomed.id AND NOT doomed.is_used AND p.url IS DISTINCT FROM lower($2)
), deleted AS (
  DELETE FROM chats c USING doomed
  WHERE c.id = doomed.id AND NOT doomed.is_used AND (SELECT count(*) FROM held) >= 0
  RETURNING c.id, c.public_id, c.owner_id
)
SELECT ${chatDeletedNotice}
FROM deleted`,
};

export async function deleteFollowedChats(
  connection: Connection,
  ownerId: string,
  url: string | null,
): Promise<void> {
  await connection.query(statement, [ownerId, url]);
}
