import type { AcquiredLane } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';

/**
 * Claims the lanes that are due, the longest waiting first. SKIP LOCKED keeps two replicas from taking
 * the same lane, and the new due time is the lease: a crash delays a lane by one minute.
 */
const statement = {
  name: 'acquire-lanes',
  text: `
WITH due AS MATERIALIZED (
  SELECT forge_id, url_prefix, owner_id FROM repository_lanes
  WHERE due_at <= now()
  ORDER BY due_at
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)
UPDATE repository_lanes l SET due_at = now() + interval '1 minute'
FROM due
WHERE (l.forge_id, l.url_prefix, l.owner_id) = (due.forge_id, due.url_prefix, due.owner_id)
RETURNING l.forge_id AS "forgeId", l.url_prefix AS "urlPrefix", l.owner_id AS "ownerId"`,
};

export function acquireLanes(connection: Connection, limit: number): Promise<AcquiredLane[]> {
  return connection.query<AcquiredLane>(statement, [limit]);
}
