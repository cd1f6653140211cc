import type { FailureKind } from '../../../domain/diff-status.ts';
import type { ForgeReads } from '../../../domain/forge-trouble.ts';
import type { Connection } from '../../database.ts';
import { isPolled } from '../../queue-clauses.ts';

export interface ForgeReadsRow extends ForgeReads {
  /** The most frequent failure, and the last message of the forge. */
  failureKind: FailureKind;
  message: string;
  since: Date;
  /** When the first of the failing branches is read again; null while all are being read or wait for polling. */
  nextCheckAt: Date | null;
}

/**
 * For each forge with branches of the user that it failed to serve: how many, how many others it served
 * since, and when that began. Branches that nothing schedules are left out: they say nothing about now.
 * A branch began to fail with the first failure after its last recovery, as the timeline has it, and
 * the failures of a forge began with the first one after its last successful read.
 */
const statement = {
  name: 'list-forge-reads',
  text: `
WITH branch AS MATERIALIZED (
  SELECT s.*, s.stale_at > now() AND s.recorded_revision IS DISTINCT FROM s.revision AS checking,
    $2::boolean AND ${isPolled} AS waits
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE c.owner_id = $1 AND NOT c.archived AND s.stale_at IS NOT NULL AND s.forge_id <> ''
), failing AS MATERIALIZED (
  SELECT b.forge_id, b.failure_kind, b.failure_message,
    CASE WHEN NOT b.checking AND NOT b.waits THEN b.stale_at END AS next_at,
    COALESCE(began.at, b.refreshed_at, b.created_at) AS began_at
  FROM branch b
  CROSS JOIN LATERAL (
    SELECT min(e.at) AS at
    FROM tracked_branch_events e
    WHERE e.chat_id = b.chat_id AND e.git_remote_origin = b.git_remote_origin
      AND e.git_branch = b.git_branch AND e.kind = 'look_failed'
      AND e.id > COALESCE((
        SELECT max(r.id) FROM tracked_branch_events r
        WHERE r.chat_id = b.chat_id AND r.git_remote_origin = b.git_remote_origin
          AND r.git_branch = b.git_branch AND r.kind = 'recovered'), 0)
  ) began
  WHERE b.failure_kind IN ('unavailable', 'timed_out', 'malformed')
), half AS (
  SELECT forge_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY began_at) AS began_at
  FROM failing GROUP BY forge_id
), served AS (
  SELECT b.forge_id, count(*)::int AS scheduled, max(b.refreshed_at) AS last_at,
    (count(*) FILTER (WHERE b.failure_kind IS NULL AND b.refreshed_at >= half.began_at))::int
      AS succeeded
  FROM branch b JOIN half ON half.forge_id = b.forge_id
  GROUP BY b.forge_id
)
SELECT f.forge_id AS "forgeId",
  count(*)::int AS failing,
  s.succeeded,
  s.scheduled,
  (extract(epoch FROM now() - min(f.began_at)) * 1000)::float8 AS "failingMs",
  mode() WITHIN GROUP (ORDER BY f.failure_kind) AS "failureKind",
  (array_agg(f.failure_message ORDER BY f.began_at DESC))[1] AS message,
  COALESCE(min(f.began_at) FILTER (WHERE f.began_at >= s.last_at), half.began_at) AS since,
  min(f.next_at) AS "nextCheckAt"
FROM failing f
JOIN half ON half.forge_id = f.forge_id
JOIN served s ON s.forge_id = f.forge_id
GROUP BY f.forge_id, s.succeeded, s.scheduled, s.last_at, half.began_at
ORDER BY f.forge_id`,
};

/** S12: of the user's own chats only. */
export async function listForgeReads(
  connection: Connection,
  ownerId: string,
  isPollingPaused = false,
): Promise<ForgeReadsRow[]> {
  return connection.query<ForgeReadsRow>(statement, [ownerId, isPollingPaused]);
}
