import type { FailureKind } from '../domain/diff-status.ts';
import type { Reason } from '../domain/verdict.ts';
import type { PullRequestRow } from './pull-request-columns.ts';

export interface ChatRow {
  id: string;
  owner_id: string;
  title: string;
  workspace_id: string | null;
  archived: boolean;
  created_at: Date;
  updated_at: Date;
}

/** A tracked branch: the columns of `chat_diff_statuses` that users see. */
export interface DiffStatusRow extends PullRequestRow {
  chat_id: string;
  git_remote_origin: string;
  git_branch: string;
  forge_id: string;
  counts_at_least: boolean;
  failure_kind: FailureKind | null;
  failure_message: string | null;
  failure_retry_at: Date | null;
  /** A refresh of it is running. */
  checking: boolean;
  revision: number;
  refreshed_at: Date | null;
  stale_at: Date | null;
  reported_at: Date | null;
  reported_sha: string | null;
  /** Null until the first verdict. */
  verdict_reason: Reason | null;
  verdict_detail: string | null;
  verdict_head_sha: string | null;
  verdict_since: Date | null;
  verdict_missing: string[] | null;
  created_at: Date;
  updated_at: Date;
}
