import { type CommentRow, toCommentColumns } from '../../comment-row.ts';
import type { Connection } from '../../database.ts';

/** S12: only in the owner's chats. */
const statement = {
  name: 'find-comment',
  text: `
SELECT ${toCommentColumns('m')}
FROM comments m JOIN chats c ON c.id = m.chat_id
WHERE m.chat_id = $2 AND m.id = $3 AND c.owner_id = $1 AND m.published_at IS NOT NULL`,
};

/** Undefined when there is no such comment, or the forge has not accepted it yet. */
export async function findComment(
  connection: Connection,
  ownerId: string,
  chatId: string,
  commentId: string,
): Promise<CommentRow | undefined> {
  const [row] = await connection.query<CommentRow>(statement, [ownerId, chatId, commentId]);
  return row;
}
