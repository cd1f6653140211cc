/** A comment on lines of a diff. */
export interface CommentRow {
  chat_id: string;
  id: string;
  git_remote_origin: string;
  git_branch: string;
  pull_request_url: string | null;
  head_sha: string | null;
  path: string;
  old_line: number | null;
  new_line: number | null;
  start_line: number | null;
  quoted: string;
  body: string;
  target: 'agent' | 'forge';
  author_id: string;
  url: string | null;
  created_at: Date;
  /** Null until the forge has accepted it. */
  published_at: Date | null;
  received_at: Date | null;
}

const columns = [
  'chat_id',
  'id',
  'git_remote_origin',
  'git_branch',
  'pull_request_url',
  'head_sha',
  'path',
  'old_line',
  'new_line',
  'start_line',
  'quoted',
  'body',
  'target',
  'author_id',
  'url',
  'created_at',
  'published_at',
  'received_at',
];

export const toCommentColumns = (alias: string) =>
  columns.map((column) => `${alias}.${column}`).join(', ');

/**
 * Publishes a comment in the transaction that changed it (S4). Sends only its id, because the comment
 * may be longer than a notification.
 */
export const toCommentNotice = (comment: string, ownerId: string) =>
  `announce(json_build_object('kind', 'comment_change',
    'chat_id', ${comment}.chat_id, 'owner_id', ${ownerId}, 'comment_id', ${comment}.id)::text)`;
