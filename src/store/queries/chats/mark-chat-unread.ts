import { notifyChanged } from '../../change-notice.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';

export interface MarkChatUnread {
  ownerId: string;
  chatId: string;
}

/**
 * Marks what was read last as unread, so that it takes back that it was read; without such a change, the branch that was
 * reported last. The branches are locked first, as by whatever changes them. S12: only the owner's.
 */
const statement = {
  name: 'mark-chat-unread',
  text: `
WITH held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, s.reported_at, c.owner_id
  FROM chats c JOIN chat_diff_statuses s ON s.chat_id = c.id
  WHERE c.id = $1 AND c.owner_id = $2
  ${inLockOrder}
), counts AS MATERIALIZED (
  SELECT n.* FROM held JOIN branch_reads n USING (chat_id, git_remote_origin, git_branch)
  FOR UPDATE OF n
), chosen AS (
  SELECT chat_id, git_remote_origin, git_branch
  FROM held LEFT JOIN counts USING (chat_id, git_remote_origin, git_branch)
  WHERE NOT EXISTS (SELECT FROM counts WHERE read_changes < changes)
  ORDER BY counts.first_unread_id DESC NULLS LAST, held.reported_at DESC NULLS LAST,
    git_remote_origin, git_branch
  LIMIT 1
), marked AS (
  INSERT INTO branch_reads AS n
    (chat_id, git_remote_origin, git_branch, changes, read_changes)
  SELECT chat_id, git_remote_origin, git_branch, 1, 0 FROM chosen
  ON CONFLICT (chat_id, git_remote_origin, git_branch) DO UPDATE SET read_changes = n.changes - 1
  RETURNING n.chat_id, (SELECT min(owner_id) FROM held) AS owner_id
)
${notifyChanged('marked')}`,
};

export async function markChatUnread(
  connection: Connection,
  { ownerId, chatId }: MarkChatUnread,
): Promise<void> {
  await connection.query(statement, [chatId, ownerId]);
}
