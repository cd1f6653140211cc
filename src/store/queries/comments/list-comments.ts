import { type CommentRow, toCommentColumns } from '../../comment-row.ts';
import type { Connection } from '../../database.ts';

export interface ListComments {
  ownerId: string;
  chatId: string;
  /** Any of these. */
  remoteOrigins: readonly string[] | null;
  branch: string | null;
  /** Only comments that the agent has not received yet. */
  waiting: boolean;
  limit: number;
}

/**
 * Oldest first. The limit keeps the oldest of the waiting comments, because the agent receives them in
 * order, and otherwise the newest. S12: only in the owner's chats.
 */
const statement = {
  name: 'list-comments',
  text: `
SELECT listed.* FROM (
  SELECT ${toCommentColumns('m')}
  FROM comments m JOIN chats c ON c.id = m.chat_id
  WHERE m.chat_id = $2 AND c.owner_id = $1 AND m.published_at IS NOT NULL
    AND ($3::text[] IS NULL OR m.git_remote_origin = ANY ($3))
    AND ($4::text IS NULL OR m.git_branch = $4)
    AND (NOT $5::boolean OR (m.target = 'agent' AND m.received_at IS NULL))
  ORDER BY
    CASE WHEN $5 THEN m.created_at END, m.created_at DESC,
    CASE WHEN $5 THEN m.id END, m.id DESC
  LIMIT $6
) listed
ORDER BY listed.created_at, listed.id`,
};

export async function listComments(
  connection: Connection,
  { ownerId, chatId, remoteOrigins, branch, waiting, limit }: ListComments,
): Promise<CommentRow[]> {
  const values = [ownerId, chatId, remoteOrigins, branch, waiting, limit];
  return connection.query<CommentRow>(statement, values);
}
