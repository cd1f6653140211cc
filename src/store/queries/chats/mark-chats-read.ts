import { notifyChanged } from '../../change-notice.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';

export interface SeenChat {
  publicId: string;
  /** How many changes the owner has seen; null marks the chat as read whatever they have seen. */
  changes: number | null;
}

export interface MarkChatsRead {
  ownerId: string;
  chats: readonly SeenChat[];
}

/**
 * Marks chats as read, but not those with a change that their owner has not seen. The branches are locked first, as by
 * whatever changes them, and the counts are read under that lock. S12: only the owner's.
 */
const statement = {
  name: 'mark-chats-read',
  text: `
WITH given AS MATERIALIZED (
  SELECT c.id AS chat_id, c.public_id, c.owner_id, g.changes
  FROM unnest($2::text[], $3::int[]) AS g (public_id, changes)
  JOIN chats c ON c.owner_id = $1 AND c.public_id = g.public_id
), held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  FROM branch_reads n
  JOIN chat_diff_statuses s USING (chat_id, git_remote_origin, git_branch)
  WHERE n.chat_id IN (SELECT chat_id FROM given)
  ${inLockOrder}
), counts AS MATERIALIZED (
  SELECT n.* FROM held JOIN branch_reads n USING (chat_id, git_remote_origin, git_branch)
  FOR UPDATE OF n
), seen AS (
  SELECT chat_id, given.public_id, given.owner_id FROM given JOIN counts USING (chat_id)
  GROUP BY chat_id, given.public_id, given.owner_id, given.changes
  HAVING given.changes IS NULL OR sum(counts.changes) = given.changes
), marked AS (
  UPDATE branch_reads n SET read_changes = counts.changes
  FROM counts JOIN seen USING (chat_id)
  WHERE n.chat_id = counts.chat_id AND n.git_remote_origin = counts.git_remote_origin
    AND n.git_branch = counts.git_branch AND counts.read_changes < counts.changes
  RETURNING n.chat_id, seen.public_id, seen.owner_id
), notified AS MATERIALIZED (
  ${notifyChanged('marked')}
)
SELECT DISTINCT public_id, (SELECT count(*) FROM notified) FROM marked`,
};

/** The public ids of the chats that were unread and are read now. */
export async function markChatsRead(
  connection: Connection,
  { ownerId, chats }: MarkChatsRead,
): Promise<string[]> {
  const publicIds = chats.map(({ publicId }) => publicId);
  const changes = chats.map((chat) => chat.changes);
  const values = [ownerId, publicIds, changes];
  const rows = await connection.query<{ public_id: string }>(statement, values);
  return rows.map(({ public_id: publicId }) => publicId);
}
