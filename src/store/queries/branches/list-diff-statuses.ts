import type { Connection } from '../../database.ts';
import type { DiffStatusRow } from '../../rows.ts';

/** The tracked branches of some chats, each chat's last reported first. */
const statement = {
  name: 'list-diff-statuses',
  text: `
SELECT chat_id, git_remote_origin, git_branch, forge_id,
  url, pull_request_state, pull_request_title, pull_request_draft, pr_number,
  changes_requested, approved, reviewer_count, additions, deletions, changed_files, commits,
  author_login, author_avatar_url, base_branch, head_branch, head_sha,
  pull_request_changed_at, counts_at_least,
  checks_state, checks_passed, checks_failed, checks_pending,
  mergeable, mergeability, auto_merge, in_merge_queue, merge_queue_position,
  review_decision, unresolved_threads, requested_reviewers, labels,
  failure_kind, failure_message, failure_retry_at,
  revision, refreshed_at, stale_at, reported_at, created_at, updated_at
FROM chat_diff_statuses
WHERE chat_id = ANY ($1::text[])
ORDER BY chat_id, reported_at DESC NULLS LAST, created_at DESC, git_remote_origin, git_branch`,
};

export async function listDiffStatuses(
  connection: Connection,
  chatIds: readonly string[],
): Promise<DiffStatusRow[]> {
  if (chatIds.length === 0) return [];
  return connection.query<DiffStatusRow>(statement, [chatIds]);
}
