import type { Comment } from '../../contract/comments.ts';
import type { CommentRow } from '../../store/comment-row.ts';
import type { HttpStore } from '../../store/http-store.ts';
import { toWebUrl } from './urls.ts';

/** A stored comment as the API shows it, in the chat with that public id. */
export function toComment(row: CommentRow, publicChatId: string): Comment {
  return {
    id: row.id,
    chat_id: publicChatId,
    remote_origin: row.git_remote_origin,
    branch: row.git_branch,
    pull_request_url: toWebUrl(row.pull_request_url),
    head_sha: row.head_sha,
    path: row.path,
    old_line: row.old_line,
    new_line: row.new_line,
    start_line: row.start_line,
    quoted: row.quoted,
    body: row.body,
    target: row.target,
    author_id: row.author_id,
    url: toWebUrl(row.url),
    created_at: row.created_at.toISOString(),
    received_at: row.received_at?.toISOString() ?? null,
  };
}

/** Reads one comment for its event. S12: as the owner of its chat. */
export function createCommentLoader({ findComment }: Pick<HttpStore, 'findComment'>) {
  return async (ownerId: string, chatId: string, commentId: string) => {
    const row = await findComment(ownerId, chatId, commentId);
    return row && toComment(row, row.public_chat_id);
  };
}
