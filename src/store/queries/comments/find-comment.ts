import { type CommentRow, toCommentColumns } from '../../comment-row.ts';
import type { Connection } from '../../database.ts';

export interface FoundComment extends CommentRow {
  public_chat_id: string;
}

/** S12: only in the owner's chats. */
const statement = {
  name: 'find-comment',
  text: `
SELECT ${toCommentColumns('m')}, c.public_id AS public_chat_id
FROM comments m JOIN chats c ON c.id = m.chat_id
WHERE m.chat_id = $2 AND m.id = $3 AND c.owner_id = $1 AND m.published_at IS NOT NULL`,
};

/** Undefined when there is no such comment, or the forge has not accepted it yet. */
export async function findComment(
  connection: Connection,
  ownerId: string,
  chatId: string,
  commentId: string,
): Promise<FoundComment | undefined> {
  const [row] = await connection.query<FoundComment>(statement, [ownerId, chatId, commentId]);
  return row;
}
