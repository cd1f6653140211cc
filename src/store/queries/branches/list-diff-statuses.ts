import type { Connection } from '../../database.ts';
import { listedColumns } from '../../pull-request-columns.ts';
import { isPolled } from '../../queue-clauses.ts';
import type { DiffStatusRow } from '../../rows.ts';
import { verdictColumns } from '../../verdict-facts.ts';

/** By the clock of the forge, which may be ahead. LEAST would ignore that there is none. */
const forgeChangedAt = `CASE WHEN s.pull_request_changed_at > now() THEN now()
    ELSE s.pull_request_changed_at END`;

/**
 * The forge's own instant of its last change leaves out checks, and not every forge reports one. What was
 * found together with the pull request may have happened long before.
 */
const lastMovedAt = `(
    SELECT e.at FROM tracked_branch_events e
    WHERE e.chat_id = s.chat_id AND e.git_remote_origin = s.git_remote_origin
      AND e.git_branch = s.git_branch
      AND e.kind IN ('commits_pushed', 'state_changed', 'review_changed', 'checks_changed',
        'merge_plan_changed')
      AND NOT EXISTS (
        SELECT FROM tracked_branch_events f
        WHERE f.chat_id = e.chat_id AND f.git_remote_origin = e.git_remote_origin
          AND f.git_branch = e.git_branch AND f.kind = 'pull_request_found' AND f.at = e.at
          AND f.id BETWEEN e.id - 1000 AND e.id)
    ORDER BY e.id DESC LIMIT 1)`;

/**
 * The tracked branches of some chats, each chat's last reported first.
 * A branch is being checked while its lease is live: it was acquired, which raised the revision, and no
 * outcome has been recorded for that revision. Then `stale_at` is the end of the lease and not a plan.
 */
const statement = {
  name: 'list-diff-statuses',
  text: `
SELECT s.chat_id, s.git_remote_origin, s.git_branch, s.other_remote_origins, s.forge_id,
  s.repository, s.repository_id,
  ${listedColumns.map(({ name }) => `s.${name}`).join(',\n  ')},
  s.failure_kind, s.failure_message, s.failure_retry_at,
  (s.stale_at > now() AND s.recorded_revision IS DISTINCT FROM s.revision) AS checking,
  ($2::boolean AND s.stale_at IS NOT NULL AND ${isPolled}
    AND s.recorded_revision IS NOT DISTINCT FROM s.revision) AS waits_for_polling,
  s.revision, s.refreshed_at, s.stale_at, s.reported_at, s.created_at, s.updated_at,
  COALESCE(GREATEST(s.reported_at, ${forgeChangedAt}, ${lastMovedAt}),
    s.created_at) AS active_at,
  COALESCE(n.changes, 0) AS changes, COALESCE(n.read_changes, 0) AS read_changes, n.first_unread_id,
  ${verdictColumns}
FROM chat_diff_statuses s
LEFT JOIN branch_reads n USING (chat_id, git_remote_origin, git_branch)
WHERE s.chat_id = ANY ($1::text[])
ORDER BY s.chat_id, s.reported_at DESC NULLS LAST, s.created_at DESC, s.git_remote_origin,
  s.git_branch`,
};

export async function listDiffStatuses(
  connection: Connection,
  chatIds: readonly string[],
  isPollingPaused = false,
): Promise<DiffStatusRow[]> {
  if (chatIds.length === 0) return [];
  return connection.query<DiffStatusRow>(statement, [chatIds, isPollingPaused]);
}
