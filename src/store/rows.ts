import type { PullRequestRow } from './pull-request-columns.ts';
import type { VerdictRow } from './verdict-facts.ts';

export interface ChatRow {
  /** The key that other tables call `chat_id`. Never shown: see `public_id`. */
  id: string;
  /** What clients call the id of the chat. Unique among the chats of its owner. */
  public_id: string;
  owner_id: string;
  title: string;
  workspace_id: string | null;
  /** The name of the agent that works in the chat; null while it is unknown. */
  agent: string | null;
  archived: boolean;
  /** Null unless the chat is snoozed now. */
  snoozed_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

const chatColumnNames = [
  'id',
  'public_id',
  'owner_id',
  'title',
  'workspace_id',
  'agent',
  'archived',
  'created_at',
  'updated_at',
];

/**
 * Named one by one: a migration that adds a column must not change what the prepared statements of a
 * running replica return.
 */
export const chatColumns = (alias: string) =>
  [...chatColumnNames.map((column) => `${alias}.${column}`), toSnoozedUntil(alias)].join(', ');

/** The one place that decides whether a chat is snoozed: everything that shows one reads it here. */
const toSnoozedUntil = (alias: string) => `(SELECT z.snoozed_until FROM chat_snoozes z
  WHERE z.chat_id = ${alias}.id AND z.snoozed_until > now()) AS snoozed_until`;

/** The worktree of a chat. */
export interface CheckoutRow {
  chat_id: string;
  worktree_id: string;
  path: string | null;
  branch: string | null;
  head_sha: string | null;
  pushed_sha: string | null;
  ahead: number | null;
  behind: number | null;
  changed_files: number | null;
  state: 'present' | 'gone' | 'retired';
  changed_at: Date;
}

/** A tracked branch: the columns of `chat_diff_statuses` that users see. */
export interface DiffStatusRow extends PullRequestRow, VerdictRow {
  chat_id: string;
  git_remote_origin: string;
  git_branch: string;
  /** Further addresses of the same repository that reached the branch. */
  other_remote_origins: string[];
  forge_id: string;
  /** Owner and name in lower case, as the forge reported them last; empty when unknown. */
  repository: string;
  /** The forge's id of the repository; null until a refresh has learned it. */
  repository_id: string | null;
  counts_at_least: boolean;
  failure_retry_at: Date | null;
  /** A refresh of it is running. */
  checking: boolean;
  /** It is not checked before polling goes on. */
  waits_for_polling: boolean;
  revision: number;
  stale_at: Date | null;
  reported_at: Date | null;
  /** When the work last moved. */
  active_at: Date;
  /** How many changes were worth reading; zero if none was. */
  changes: number;
  read_changes: number;
  /** The first entry of the timeline that is unread, if one is known. */
  first_unread_id: number | null;
  created_at: Date;
  updated_at: Date;
}

/** Every address that reaches the tracked branch, the first one first. */
export function listOrigins({
  git_remote_origin,
  other_remote_origins,
}: Pick<DiffStatusRow, 'git_remote_origin' | 'other_remote_origins'>): string[] {
  return [git_remote_origin, ...other_remote_origins];
}
