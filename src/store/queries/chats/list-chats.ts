import type { Reason } from '../../../domain/verdict.ts';
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

interface Sort {
  /** Chats `c` by themselves, or in the order of their ranks `r`: the table whose index serves the sort. */
  table: 'c' | 'r';
  chatId: string;
  rank: string;
  at: string;
}

/** Every list is sorted by rank, time and public id, all descending. */
const sorts: Record<ChatSort, Sort> = {
  created: { table: 'c', chatId: 'c.id', rank: '0', at: 'c.created_at' },
  updated: { table: 'r', chatId: 'r.chat_id', rank: '0', at: 'r.changed_at' },
  attention: { table: 'r', chatId: 'r.chat_id', rank: 'r.rank', at: 'r.created_at' },
};

/** What decides which part of an index is read. As optional conditions of one statement they would decide nothing. */
interface Variant {
  sort: ChatSort;
  isNamed: boolean;
  filtersArchived: boolean;
  isLaterPage: boolean;
}

/**
 * A chat matches when any of its branches does. S12: one owner's only.
 *
 * The optional conditions are alternatives of an OR on purpose: PostgreSQL then chooses for each whether it reads the
 * matching branches once or those of one chat at a time, and never expects a page to fill early.
 */
export function toStatement({ sort, isNamed, filtersArchived, isLaterPage }: Variant): Statement {
  const { table, chatId, rank, at } = sorts[sort];
  const order = [rank, at, `${table}.public_id`].filter((column) => column !== '0');
  const name = [
    `list-${isNamed ? 'named-' : ''}chats-by-${sort}`,
    filtersArchived ? 'by-archived' : '',
    isLaterPage ? 'later-page' : '',
  ];
  const text = `
SELECT ${chatColumns('c')}, ${rank} AS sort_rank, ${at} AS sort_at
FROM chats c ${table === 'r' ? 'JOIN chat_ranks r ON r.chat_id = c.id' : ''}
WHERE ${table}.owner_id = $1
  AND ${isNamed ? 'c.owner_id = $1 AND c.public_id = ANY ($13::text[])' : '$13::text[] IS NULL'}
  AND ${filtersArchived ? `${table}.archived = $5::boolean` : '$5::boolean IS NULL'}
  AND ${toPageCondition(sort, isLaterPage)}
  AND (cardinality($2::text[]) = 0
    OR ('none' = ANY ($2) AND NOT EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = ${chatId} AND s.url IS NOT NULL))
    OR EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = ${chatId}
        AND CASE WHEN s.pull_request_state = 'open' AND s.pull_request_draft THEN 'draft'
            ELSE s.pull_request_state END = ANY ($2)))
  AND ($9::text[] IS NULL OR ${
    table === 'r'
      ? 'r.reasons && $9'
      : 'EXISTS (SELECT FROM chat_ranks r WHERE r.chat_id = c.id AND r.reasons && $9)'
  })
  AND ($3::text IS NULL OR EXISTS (
    SELECT FROM chat_diff_statuses s WHERE s.chat_id = ${chatId}
      AND (s.git_remote_origin ILIKE $3
        OR (s.other_remote_origins <> '{}' AND EXISTS (
          SELECT FROM unnest(s.other_remote_origins) AS o (origin) WHERE origin ILIKE $3)))))
  AND ($4::text IS NULL
    OR EXISTS (SELECT FROM chats t WHERE t.id = ${chatId} AND t.title ILIKE $4)
    OR EXISTS (
      SELECT FROM chat_diff_statuses s WHERE s.chat_id = ${chatId}
        AND (s.git_branch ILIKE $4 OR s.pull_request_title ILIKE $4
          OR '#' || s.pr_number ILIKE $4)))
  AND ($11::text IS NULL OR EXISTS (
    SELECT FROM chat_diff_statuses s
    WHERE s.chat_id = ${chatId} AND lower(s.author_login) = lower($11)))
  AND ($12::text IS NULL
    OR EXISTS (SELECT FROM chats w WHERE w.id = ${chatId} AND w.workspace_id = $12)
    OR EXISTS (SELECT FROM chat_checkouts k WHERE k.chat_id = ${chatId} AND k.worktree_id = $12))
ORDER BY ${order.map((column) => `${column} DESC`).join(', ')}
LIMIT $8`;
  return { name: name.filter((part) => part !== '').join('-'), text };
}

function toPageCondition(sort: ChatSort, isLaterPage: boolean): string {
  const { table, rank, at } = sorts[sort];
  if (!isLaterPage) return '$6::timestamptz IS NULL AND $7::text IS NULL AND $10::int IS NULL';
  // With a constant rank, the index begins with the time.
  return rank === '0'
    ? `$10::int = 0 AND (${at}, ${table}.public_id) < ($6::timestamptz, $7::text)`
    : `(${rank}, ${at}, ${table}.public_id) < ($10::int, $6::timestamptz, $7::text)`;
}

export async function listChats(connection: Connection, list: ListChats): Promise<ListedChat[]> {
  const { ids, sort, archived, after } = list;
  const statement = toStatement({
    sort,
    isNamed: ids !== null,
    filtersArchived: archived !== null,
    isLaterPage: after !== null,
  });
  return connection.query<ListedChat>(statement, [
    list.ownerId,
    list.pullRequest,
    toPattern(list.repository),
    toPattern(list.text),
    archived,
    after?.at ?? null,
    after?.publicId ?? null,
    list.limit,
    list.reasons,
    after?.rank ?? null,
    list.author,
    list.workspaceId,
    ids,
  ]);
}

function toPattern(part: string | null): string | null {
  return part === null || part === '' ? null : `%${part.replace(/[\\%_]/g, '\\$&')}%`;
}
