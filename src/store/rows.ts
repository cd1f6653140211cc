import type {
  FailureKind,
  Label,
  Mergeability,
  PullRequestState,
  ReviewDecision,
} from '../domain/diff-status.ts';

export interface ChatRow {
  id: string;
  owner_id: string;
  title: string;
  workspace_id: string | null;
  archived: boolean;
  created_at: Date;
  updated_at: Date;
}

/** A tracked branch as stored: the columns of `chat_diff_statuses` that people may see. */
export interface DiffStatusRow {
  chat_id: string;
  git_remote_origin: string;
  git_branch: string;
  forge_id: string;
  url: string | null;
  pull_request_state: PullRequestState | null;
  pull_request_title: string | null;
  pull_request_draft: boolean | null;
  pr_number: number | null;
  changes_requested: boolean | null;
  approved: boolean | null;
  reviewer_count: number | null;
  additions: number | null;
  deletions: number | null;
  changed_files: number | null;
  commits: number | null;
  author_login: string | null;
  author_avatar_url: string | null;
  base_branch: string | null;
  head_branch: string | null;
  head_sha: string | null;
  pull_request_changed_at: Date | null;
  counts_at_least: boolean;
  checks_state: 'passed' | 'failed' | 'pending' | null;
  checks_passed: number | null;
  checks_failed: number | null;
  checks_pending: number | null;
  mergeable: boolean | null;
  mergeability: Mergeability | null;
  auto_merge: boolean | null;
  in_merge_queue: boolean | null;
  merge_queue_position: number | null;
  review_decision: ReviewDecision | null;
  unresolved_threads: number | null;
  requested_reviewers: string[] | null;
  labels: Label[] | null;
  failure_kind: FailureKind | null;
  failure_message: string | null;
  failure_retry_at: Date | null;
  revision: number;
  refreshed_at: Date | null;
  stale_at: Date | null;
  reported_at: Date | null;
  created_at: Date;
  updated_at: Date;
}
