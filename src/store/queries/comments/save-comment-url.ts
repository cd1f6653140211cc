import { type CommentRow, toCommentColumns, toCommentNotice } from '../../comment-row.ts';
import type { Connection } from '../../database.ts';
import { toStorableText } from '../../storable-values.ts';

export interface SaveCommentUrl {
  chatId: string;
  commentId: string;
  /** Null when the forge does not report a URL. */
  url: string | null;
}

/** The forge accepted the comment: from now on it is visible, which is published (S4). */
const statement = {
  name: 'save-comment-url',
  text: `
WITH published AS (
  UPDATE comments m SET url = $3, published_at = now()
  FROM chats c
  WHERE m.chat_id = $1 AND m.id = $2 AND c.id = m.chat_id AND m.published_at IS NULL
  RETURNING ${toCommentColumns('m')}, c.owner_id
)
SELECT ${toCommentColumns('published')}, ${toCommentNotice('published', 'published.owner_id')}
FROM published`,
};

/** Undefined when the chat was deleted in the meantime. */
export async function saveCommentUrl(
  connection: Connection,
  { chatId, commentId, url }: SaveCommentUrl,
): Promise<CommentRow | undefined> {
  const values = [chatId, commentId, url === null ? null : toStorableText(url)];
  const [row] = await connection.query<CommentRow>(statement, values);
  return row;
}
