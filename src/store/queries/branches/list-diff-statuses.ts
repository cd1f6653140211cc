import type { Connection } from '../../database.ts';
import { pullRequestColumns } from '../../pull-request-columns.ts';
import type { DiffStatusRow } from '../../rows.ts';

/**
 * The tracked branches of some chats, each chat's last reported first.
 * A branch is being checked while its lease is live: it was acquired, which raised the revision, and no
 * outcome has been recorded for that revision. Then `stale_at` is the end of the lease and not a plan.
 */
const statement = {
  name: 'list-diff-statuses',
  text: `
SELECT chat_id, git_remote_origin, git_branch, forge_id,
  ${pullRequestColumns.map(({ name }) => name).join(',\n  ')},
  failure_kind, failure_message, failure_retry_at,
  (stale_at > now() AND recorded_revision IS DISTINCT FROM revision) AS checking,
  revision, refreshed_at, stale_at, reported_at, reported_sha,
  verdict_reason, verdict_detail, verdict_head_sha, verdict_since, verdict_missing,
  created_at, updated_at
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
