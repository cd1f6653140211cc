import type { Connection } from '../../database.ts';

/**
 * Marks chats for archiving whose worktree was removed and whose pull requests are settled. A pull request
 * may be opened after the worktree was removed, so a recent push holds its chat back. Each chat is named
 * once: a person may unarchive it again.
 */
const statement = {
  name: 'retire-checkouts',
  text: `
WITH settled AS MATERIALIZED (
  SELECT k.chat_id, c.owner_id
  FROM chat_checkouts k JOIN chats c ON c.id = k.chat_id
  WHERE k.state = 'gone' AND NOT EXISTS (
    SELECT FROM chat_diff_statuses s WHERE s.chat_id = k.chat_id
      AND (s.pull_request_state = 'open'
        OR (s.url IS NULL AND s.reported_at > now() - interval '1 hour')))
  ORDER BY k.chat_id
  FOR UPDATE OF k SKIP LOCKED
)
UPDATE chat_checkouts k SET state = 'retired'
FROM settled WHERE k.chat_id = settled.chat_id
RETURNING k.chat_id AS "chatId", settled.owner_id AS "ownerId"`,
};

/** Returns the chats to archive. */
export async function retireCheckouts(
  connection: Connection,
): Promise<{ chatId: string; ownerId: string }[]> {
  return connection.query(statement, []);
}
