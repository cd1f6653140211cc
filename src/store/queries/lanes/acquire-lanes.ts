import type { AcquiredLane } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { isFed } from './feed-of-lane.ts';
import { isSameLane } from './lane-key.ts';

/**
 * Claims the lanes that are due, the longest waiting first, except those of some forges. SKIP LOCKED keeps two
 * replicas from taking the same lane, and the new due time is the lease: a crash delays a lane by one minute.
 */
const statement = {
  name: 'acquire-lanes',
  text: `
WITH due AS MATERIALIZED (
  SELECT forge_id, url_prefix, owner_id, head_sha, due_at FROM lanes
  WHERE due_at <= now() AND forge_id <> ALL ($2::text[])
  ORDER BY due_at
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)
UPDATE lanes l SET due_at = now() + interval '1 minute'
FROM due
WHERE ${isSameLane('due')}
RETURNING l.forge_id AS "forgeId", l.url_prefix AS "urlPrefix", l.owner_id AS "ownerId",
  l.head_sha AS "headSha", l.due_at AS "leasedUntil",
  (extract(epoch FROM due.due_at) * 1000)::float8 AS "dueAtMs", l.reported_checks AS "reportedChecks",
  (extract(epoch FROM now() - l.marked_at) * 1000)::float8 AS "sinceMarkedMs",
  (extract(epoch FROM now() - l.reported_at) * 1000)::float8 AS "sinceReportedMs",
  CASE WHEN l.head_sha = '' THEN ${isFed} ELSE false END AS "isFed"`,
};

export function acquireLanes(
  connection: Connection,
  limit: number,
  busyForgeIds: readonly string[] = [],
): Promise<AcquiredLane[]> {
  return connection.query<AcquiredLane>(statement, [limit, busyForgeIds]);
}
