import type { Connection } from '../../database.ts';

export interface TimelineBounds {
  ageMs: number;
  /** The limit for one tracked branch. */
  mostEntries: number;
}

/** By the id, which is unique, in the index of instants. Joins would read all entries. */
const isIn = (source: string) => `at = ANY (ARRAY(SELECT at FROM ${source}))
    AND id = ANY (ARRAY(SELECT id FROM ${source}))`;

/**
 * Deletes the oldest entries of a branch that has too many, and those expired ones that are in no partition of a
 * week: the others are dropped with their partition. Runs every day, and counts the entries only of branches that got
 * a fiftieth of the limit in the last two days: fewer than that add up to less than 40 % of the limit before they expire.
 * A fixed lock order and SKIP LOCKED, because several replicas run this at the same time and chats may
 * be deleted meanwhile.
 */
export const statement = {
  name: 'delete-old-timeline',
  text: `
WITH busy AS MATERIALIZED (
  SELECT chat_id, git_remote_origin, git_branch
  FROM tracked_branch_events
  WHERE at > now() - interval '2 days'
  GROUP BY chat_id, git_remote_origin, git_branch
  HAVING count(*) * 50 >= $2::bigint
), surplus AS (
  SELECT e.id, e.at
  FROM busy, LATERAL (
    SELECT id, at FROM tracked_branch_events e
    WHERE e.chat_id = busy.chat_id
      AND e.git_remote_origin = busy.git_remote_origin
      AND e.git_branch = busy.git_branch
    ORDER BY id DESC OFFSET $2
  ) e
), found AS MATERIALIZED (
  SELECT id, at FROM surplus
  UNION
  SELECT id, at FROM tracked_branch_events_other
  WHERE at < now() - $1::float8 * interval '1 millisecond'
), outdated AS MATERIALIZED (
  SELECT id, at FROM tracked_branch_events
  WHERE ${isIn('found')}
  ORDER BY id
  FOR UPDATE SKIP LOCKED
)
DELETE FROM tracked_branch_events WHERE ${isIn('outdated')}`,
};

export async function deleteOldTimeline(
  connection: Connection,
  { ageMs, mostEntries }: TimelineBounds,
): Promise<void> {
  await connection.query(statement, [ageMs, mostEntries]);
}
