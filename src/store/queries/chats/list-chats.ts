import { type Reason, reasons } from '../../../domain/verdict.ts';
import type { Connection, Statement } from '../../database.ts';
import { type ChatRow, chatColumns } from '../../rows.ts';

export type PullRequestFilter = 'draft' | 'open' | 'closed' | 'merged' | 'none';

export type ChatSort = 'created' | 'updated' | 'attention';

export interface ListChats {
  ownerId: string;
  /** Only chats with these public ids. */
  ids: readonly string[] | null;
  /** Only chats of this workspace, or of the worktree with this id. */
  workspaceId: string | null;
  /** Any of these; empty for all. */
  pullRequest: readonly PullRequestFilter[];
  /** Any of these verdicts; null for all. */
  reasons: readonly Reason[] | null;
  /** Part of a remote origin. */
  repository: string | null;
  /** The login of a pull request's author, ignoring case. */
  author: string | null;
  /** Part of the chat title, a branch, a pull request title, or `#number`. */
  text: string | null;
  archived: boolean | null;
  sort: ChatSort;
  limit: number;
  /** The last chat of the previous page. */
  after: ListPosition | null;
}

export interface ListPosition {
  rank: number;
  at: Date;
  publicId: string;
}

export interface ListedChat extends ChatRow {
  sort_rank: number;
  sort_at: Date;
}

/** Every list is sorted by rank, time and public id, all descending. */
const sorts: Record<ChatSort, { rank: string; at: string }> = {
  created: { rank: '0', at: 'c.created_at' },
  updated: {
    rank: '0',
    at: `date_trunc('milliseconds', GREATEST(c.updated_at, (
      SELECT max(s.updated_at) FROM chat_diff_statuses s WHERE s.chat_id = c.id)))`,
  },
  attention: {
    rank: `COALESCE((
      SELECT max(-array_position($10::text[], s.verdict_reason)) FROM chat_diff_statuses s
      WHERE s.chat_id = c.id), -1000)`,
    at: 'c.created_at',
  },
};

/** With a constant rank, the index on owner and creation serves the page. */
const afterPosition: Record<ChatSort, string> = {
  created: '($11::int = 0 AND (c.sort_at, c.public_id) < ($6, $7::text))',
  updated: '($11::int = 0 AND (c.sort_at, c.public_id) < ($6, $7::text))',
  attention: '(c.sort_rank, c.sort_at, c.public_id) < ($11::int, $6, $7::text)',
};

/** A chat matches when any of its branches does. S12: one owner's only. */
const toText = (sort: ChatSort, named: string) => `
SELECT ${chatColumns('c')}, c.sort_rank, c.sort_at FROM (
  SELECT c.*, ${sorts[sort].rank} AS sort_rank, ${sorts[sort].at} AS sort_at FROM chats c
) c
WHERE c.owner_id = $1
  ${named}
  AND ($5::boolean IS NULL OR c.archived = $5)
  AND ($6::timestamptz IS NULL OR ${afterPosition[sort]})
  AND (cardinality($2::text[]) = 0
    OR ('none' = ANY ($2) AND NOT EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id AND s.url IS NOT NULL))
    OR EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id
        AND CASE WHEN s.pull_request_state = 'open' AND s.pull_request_draft THEN 'draft'
            ELSE s.pull_request_state END = ANY ($2)))
  AND ($9::text[] IS NULL
    OR ('no_branch' = ANY ($9) AND NOT EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id))
    OR EXISTS (
      SELECT FROM chat_diff_statuses s
      WHERE s.chat_id = c.id AND COALESCE(s.verdict_reason, 'looking') = ANY ($9)))
  AND ($3::text IS NULL OR EXISTS (
    SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id
      AND (s.git_remote_origin ILIKE $3
        OR EXISTS (SELECT FROM unnest(s.other_remote_origins) AS o (origin) WHERE origin ILIKE $3))))
  AND ($4::text IS NULL OR c.title ILIKE $4 OR EXISTS (
    SELECT FROM chat_diff_statuses s WHERE s.chat_id = c.id
      AND (s.git_branch ILIKE $4 OR s.pull_request_title ILIKE $4
        OR '#' || s.pr_number ILIKE $4)))
  AND ($12::text IS NULL OR EXISTS (
    SELECT FROM chat_diff_statuses s
    WHERE s.chat_id = c.id AND lower(s.author_login) = lower($12)))
  AND ($13::text IS NULL OR c.workspace_id = $13 OR EXISTS (
    SELECT FROM chat_checkouts k WHERE k.chat_id = c.id AND k.worktree_id = $13))
  AND cardinality($10::text[]) > 0
ORDER BY c.sort_rank DESC, c.sort_at DESC, c.public_id DESC
LIMIT $8`;

export const statements: Record<ChatSort, Statement> = {
  created: { name: 'list-chats', text: toText('created', '') },
  updated: { name: 'list-chats-by-update', text: toText('updated', '') },
  attention: { name: 'list-chats-by-attention', text: toText('attention', '') },
};

/** Separate statements: with an optional list of ids, the plan would read all chats of the owner. */
export const namedStatements: Record<ChatSort, Statement> = {
  created: named('list-named-chats', 'created'),
  updated: named('list-named-chats-by-update', 'updated'),
  attention: named('list-named-chats-by-attention', 'attention'),
};

function named(name: string, sort: ChatSort): Statement {
  return { name, text: toText(sort, 'AND c.public_id = ANY ($14::text[])') };
}

export async function listChats(connection: Connection, list: ListChats): Promise<ListedChat[]> {
  const { ids, sort, after } = list;
  const values = [
    list.ownerId,
    list.pullRequest,
    toPattern(list.repository),
    toPattern(list.text),
    list.archived,
    after?.at ?? null,
    after?.publicId ?? null,
    list.limit,
    list.reasons,
    reasons,
    after?.rank ?? null,
    list.author,
    list.workspaceId,
  ];
  return ids === null
    ? connection.query<ListedChat>(statements[sort], values)
    : connection.query<ListedChat>(namedStatements[sort], [...values, ids]);
}

function toPattern(part: string | null): string | null {
  return part === null || part === '' ? null : `%${part.replace(/[\\%_]/g, '\\$&')}%`;
}
