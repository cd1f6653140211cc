import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { isPolled } from '../../queue-clauses.ts';

/**
 * Polling goes on: the rows that are overdue are spread in their order, for each forge over as long as they
 * waited or the given time, whichever is shorter. Otherwise all would be due at once, now and after each interval.
 * The revision stays, because nothing was reported; leases that have ended are left to the next acquire.
 */
const statement = {
  name: 'spread-overdue',
  text: `
WITH overdue AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, s.forge_id, s.stale_at
  FROM chat_diff_statuses s
  WHERE s.stale_at <= now() AND ${isPolled} AND s.revision = s.recorded_revision
  ${inLockOrder}
), spread AS (
  SELECT *, LEAST($1::float8 * interval '1 millisecond', now() - min(stale_at) OVER of_forge)
    * ((row_number() OVER (PARTITION BY forge_id ORDER BY stale_at) - 1)::float8
      / count(*) OVER of_forge) AS wait
  FROM overdue
  WINDOW of_forge AS (PARTITION BY forge_id)
)
UPDATE chat_diff_statuses s SET stale_at = now() + spread.wait
FROM spread
WHERE s.chat_id = spread.chat_id
  AND s.git_remote_origin = spread.git_remote_origin
  AND s.git_branch = spread.git_branch`,
};

export async function spreadOverdue(connection: Connection, spreadMs: number): Promise<void> {
  await connection.query(statement, [spreadMs]);
}
