import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { chatDeletedNotice } from '../chats/chat-deleted-notice.ts';

/**
 * A pull request is in one chat: once a push reaches its branch in another chat, the one that was created
 * for it goes, and its comments move. A chat that was used for anything else stays: with a second branch,
 * or with the token of an agent.
 */
const statement = {
  name: 'yield-to-pushes',
  text: `
WITH twins AS (
  SELECT DISTINCT ON (s.chat_id) s.chat_id, s.git_remote_origin, s.git_branch,
    other.chat_id AS to_chat_id, other.git_remote_origin AS to_origin
  FROM own_pull_requests p
  JOIN chat_diff_statuses s ON s.chat_id = p.chat_id
  JOIN chat_diff_statuses other ON other.forge_id = s.forge_id AND other.git_branch = s.git_branch
    AND (other.repository = s.repository OR other.repository_id = s.repository_id)
    AND other.chat_id <> s.chat_id
  JOIN chats c ON c.id = other.chat_id AND c.owner_id = p.owner_id AND NOT c.archived
  WHERE p.owner_id = $1 AND s.forge_id <> '' AND s.reported_at IS NULL
    AND NOT EXISTS (SELECT FROM own_pull_requests o WHERE o.chat_id = other.chat_id)
    AND NOT EXISTS (SELECT FROM chat_tokens t WHERE t.chat_id = s.chat_id)
    AND (SELECT count(*) FROM chat_diff_statuses r WHERE r.chat_id = s.chat_id) = 1
  ORDER BY s.chat_id, other.reported_at DESC NULLS LAST
), doomed AS MATERIALIZED (
  SELECT id, owner_id FROM chats
  WHERE id IN (SELECT chat_id FROM twins) OR id IN (SELECT to_chat_id FROM twins)
  ORDER BY id
  FOR UPDATE
), held AS MATERIALIZED (
  SELECT s.chat_id FROM doomed JOIN chat_diff_statuses s ON s.chat_id = doomed.id
  ${inLockOrder}
), notes AS (
  UPDATE comments m SET chat_id = t.to_chat_id, git_remote_origin = t.to_origin
  FROM twins t
  WHERE m.chat_id = t.chat_id AND (SELECT count(*) FROM held) >= 0
    AND NOT EXISTS (SELECT FROM comments o WHERE o.chat_id = t.to_chat_id AND o.id = m.id)
), forgotten AS (
  DELETE FROM own_pull_requests p USING twins t
  WHERE p.chat_id = t.chat_id
), deleted AS (
  DELETE FROM chats c USING twins t
  WHERE c.id = t.chat_id AND (SELECT count(*) FROM held) >= 0
  RETURNING c.id, c.public_id, c.owner_id
)
SELECT id AS "chatId", ${chatDeletedNotice}
FROM deleted`,
};

/** Returns the chats that were deleted. */
export async function yieldToPushes(connection: Connection, ownerId: string): Promise<string[]> {
  const rows = await connection.query<{ chatId: string }>(statement, [ownerId]);
  return rows.map(({ chatId }) => chatId);
}
