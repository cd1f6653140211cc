import type { TrackedBranchKey } from '../../domain/diff-status.ts';
import { toKeyArrays } from '../acquired-row.ts';
import type { Connection } from '../database.ts';
import { acquirable, acquirableAt } from '../queue-order.ts';

export interface FindEarliestDue {
  forgeId: string;
  exclusions: { ownerIds: readonly string[]; keys: readonly TrackedBranchKey[] };
  /** How long routine rows may wait for others, to share a request with them. */
  lingerMs: number;
}

/**
 * How long a worker may sleep. The heads of two queues answer, each one step into its index: the
 * rows that somebody waits for, and the routine ones, which may linger.
 */
export const statement = {
  name: 'find-earliest-due',
  text: `
SELECT (extract(epoch FROM min(at) - now()) * 1000)::float8 AS "dueInMs"
FROM (
  (SELECT ${acquirableAt} AS at ${acquirable} AND NOT s.routine ORDER BY s.stale_at LIMIT 1)
  UNION ALL
  (SELECT ${acquirableAt} + $6::float8 * interval '1 millisecond' AS at
    ${acquirable} AND s.routine ORDER BY s.stale_at LIMIT 1)
) AS heads`,
};

/** Milliseconds until the forge's rows are worth acquiring, 0 when they are now. */
export async function findEarliestDue(
  connection: Connection,
  { forgeId, exclusions, lingerMs }: FindEarliestDue,
): Promise<number | undefined> {
  const values = [forgeId, exclusions.ownerIds, ...toKeyArrays(exclusions.keys), lingerMs];
  const [row] = await connection.query<{ dueInMs: number | null }>(statement, values);
  return row?.dueInMs == null ? undefined : Math.max(0, row.dueInMs);
}
