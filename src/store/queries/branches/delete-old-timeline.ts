import type { Connection } from '../../database.ts';

export interface TimelineBounds {
  ageMs: number;
  /** The limit for one tracked branch. */
  mostEntries: number;
}

/**
 * Deletes expired entries, and the oldest ones of a branch that has too many. Runs every day, and no branch gets
 * too many without a recent entry: only branches with one of the last two days are counted.
 * A fixed lock order and SKIP LOCKED, because several replicas run this at the same time and chats may
 * be deleted meanwhile.
 */
export const statement = {
  name: 'delete-old-timeline',
  text: `
WITH busy AS MATERIALIZED (
  SELECT DISTINCT chat_id, git_remote_origin, git_branch
  FROM tracked_branch_events
  WHERE at > now() - interval '2 days'
), surplus AS (
  SELECT e.id
  FROM busy, LATERAL (
    SELECT id FROM tracked_branch_events e
    WHERE e.chat_id = busy.chat_id
      AND e.git_remote_origin = busy.git_remote_origin
      AND e.git_branch = busy.git_branch
    ORDER BY id DESC OFFSET $2
  ) e
), expired AS (
  SELECT id FROM tracked_branch_events WHERE at < now() - $1::float8 * interval '1 millisecond'
), outdated AS MATERIALIZED (
  SELECT id FROM tracked_branch_events
  WHERE id = ANY (ARRAY(SELECT id FROM surplus UNION SELECT id FROM expired))
  ORDER BY id
  FOR UPDATE SKIP LOCKED
)
DELETE FROM tracked_branch_events e USING outdated WHERE e.id = outdated.id`,
};

export async function deleteOldTimeline(
  connection: Connection,
  { ageMs, mostEntries }: TimelineBounds,
): Promise<void> {
  await connection.query(statement, [ageMs, mostEntries]);
}
