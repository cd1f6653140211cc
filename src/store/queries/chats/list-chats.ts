import type { Connection } from '../../database.ts';
import type { ChatRow } from '../../rows.ts';

export type PullRequestFilter = 'draft' | 'open' | 'closed' | 'merged' | 'none';

export interface ListChats {
  ownerId: string;
  /** Only these chats. */
  ids: readonly string[] | null;
  /** Any of these; empty for all. */
  pullRequest: readonly PullRequestFilter[];
  /** Part of a remote origin. */
  repository: string | null;
  /** Part of the chat title, a branch, a pull request title, or `#number`. */
  text: string | null;
  archived: boolean | null;
  limit: number;
  /** The last chat of the previous page. */
  after: { createdAt: Date; id: string } | null;
}

/** Newest first. A chat matches when any of its branches does. S12: one owner's only. */
const toText = (named: string) => `
SELECT c.* FROM chats c
WHERE c.owner_id = $1
  ${named}
  AND ($5::boolean IS NULL OR c.archived = $5)
  AND ($6::timestamptz IS NULL OR (c.created_at, c.id) < ($6, $7::text))
  AND (cardinality($2::text[]) = 0
    OR ('none' = ANY ($2) AND NOT EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id AND s.url IS NOT NULL))
    OR EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id
        AND CASE WHEN s.pull_request_state = 'open' AND s.pull_request_draft THEN 'draft'
            ELSE s.pull_request_state END = ANY ($2)))
  AND ($3::text IS NULL OR EXISTS (
    SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id
      AND (s.git_remote_origin ILIKE $3
        OR EXISTS (SELECT FROM unnest(s.other_remote_origins) AS o (origin) WHERE origin ILIKE $3))))
  AND ($4::text IS NULL OR c.title ILIKE $4 OR EXISTS (
    SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id
      AND (s.git_branch ILIKE $4 OR s.pull_request_title ILIKE $4
        OR '#' || s.pr_number ILIKE $4)))
ORDER BY c.created_at DESC, c.id DESC
LIMIT $8`;

const statement = { name: 'list-chats', text: toText('') };

/** A separate statement: with an optional list of ids, the plan would read all chats of the owner. */
export const namedStatement = {
  name: 'list-named-chats',
  text: toText('AND c.id = ANY ($9::text[])'),
};

export async function listChats(connection: Connection, list: ListChats): Promise<ChatRow[]> {
  const { ids } = list;
  const values = [
    list.ownerId,
    list.pullRequest,
    toPattern(list.repository),
    toPattern(list.text),
    list.archived,
    list.after?.createdAt ?? null,
    list.after?.id ?? null,
    list.limit,
  ];
  return ids === null
    ? connection.query<ChatRow>(statement, values)
    : connection.query<ChatRow>(namedStatement, [...values, ids]);
}

function toPattern(part: string | null): string | null {
  return part === null || part === '' ? null : `%${part.replace(/[\\%_]/g, '\\$&')}%`;
}
