import type { Connection } from '../../database.ts';

export interface TimelineBounds {
  ageMs: number;
  /** The limit for one tracked branch. */
  mostEntries: number;
}

/**
 * Deletes expired entries, and the oldest ones of a branch that has too many.
 * A fixed lock order and SKIP LOCKED, because several replicas run this at the same time and chats may
 * be deleted meanwhile.
 */
const statement = {
  name: 'delete-old-timeline',
  text: `
WITH crowded AS MATERIALIZED (
  SELECT chat_id, git_remote_origin, git_branch
  FROM tracked_branch_events
  GROUP BY chat_id, git_remote_origin, git_branch
  HAVING count(*) > $2
), surplus AS (
  SELECT e.id
  FROM crowded, LATERAL (
    SELECT id FROM tracked_branch_events e
    WHERE e.chat_id = crowded.chat_id
      AND e.git_remote_origin = crowded.git_remote_origin
      AND e.git_branch = crowded.git_branch
    ORDER BY id DESC OFFSET $2
  ) e
), outdated AS MATERIALIZED (
  SELECT id FROM tracked_branch_events
  WHERE at < now() - $1::float8 * interval '1 millisecond' OR id IN (SELECT id FROM surplus)
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
