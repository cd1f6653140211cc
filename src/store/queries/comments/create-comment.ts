import { type CommentRow, toCommentColumns, toCommentNotice } from '../../comment-row.ts';
import type { Connection } from '../../database.ts';
import { toStorableValues } from '../../storable-values.ts';

export interface CreateComment
  extends Omit<CommentRow, 'url' | 'created_at' | 'published_at' | 'received_at'> {
  owner_id: string;
}

export interface CreatedComment {
  comment: CommentRow;
  /** False: a comment with that id already existed. */
  created: boolean;
}

/**
 * Stores a comment, and publishes it if it is for the agent (S4). A comment for the forge is published
 * only when the forge has accepted it: until then its row keeps a second request from sending it again.
 * A concurrent second request waits for the first and returns the comment as that left it, because the
 * update that changes nothing locks the existing row. The chat is locked first, so that it cannot be deleted
 * in between. S12: only in the owner's chats.
 */
const statement = {
  name: 'create-comment',
  text: `
WITH created AS (
  INSERT INTO comments AS m (chat_id, id, git_remote_origin, git_branch, pull_request_url, head_sha,
    path, old_line, new_line, start_line, quoted, body, target, author_id, published_at)
  SELECT c.id, $3, $4, $5, $6, $7, $8, $9::integer, $10::integer, $11::integer, $12, $13, $14, $15,
    CASE WHEN $14 = 'agent' THEN now() END
  FROM (SELECT id FROM chats WHERE id = $1 AND owner_id = $2 FOR KEY SHARE) c
  ON CONFLICT (chat_id, id) DO UPDATE SET id = m.id
  RETURNING ${toCommentColumns('m')}, m.xmax = 0 AS created
)
SELECT created.*, CASE WHEN created AND target = 'agent'
  THEN ${toCommentNotice('created', '$2::text')} END
FROM created`,
};

/** Undefined when the owner has no such chat. */
export async function createComment(
  connection: Connection,
  comment: CreateComment,
): Promise<CreatedComment | undefined> {
  const values = [
    comment.chat_id,
    comment.owner_id,
    comment.id,
    comment.git_remote_origin,
    comment.git_branch,
    comment.pull_request_url,
    comment.head_sha,
    comment.path,
    comment.old_line,
    comment.new_line,
    comment.start_line,
    comment.quoted,
    comment.body,
    comment.target,
    comment.author_id,
  ];
  const [row] = await connection.query<CommentRow & { created: boolean; announce?: unknown }>(
    statement,
    toStorableValues(values),
  );
  if (!row) return undefined;
  const { created, ...rest } = row;
  return { comment: rest, created };
}
