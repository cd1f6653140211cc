import type { TrackedBranchKey } from '../../domain/diff-status.ts';
import { toKeyArrays } from '../acquired-row.ts';
import type { Connection } from '../database.ts';
import { acquirable, acquirableAt } from '../queue-order.ts';

/** How long a worker may sleep. The head of the queue answers: one step into its index. */
const statement = {
  name: 'find-earliest-due',
  text: `
SELECT (extract(epoch FROM ${acquirableAt} - now()) * 1000)::float8 AS "dueInMs"
${acquirable}
ORDER BY s.stale_at
LIMIT 1`,
};

/** Milliseconds until a row of the forge can be acquired, 0 when one can be now. */
export async function findEarliestDue(
  connection: Connection,
  forgeId: string,
  exclusions: { ownerIds: readonly string[]; keys: readonly TrackedBranchKey[] },
): Promise<number | undefined> {
  const values = [forgeId, exclusions.ownerIds, ...toKeyArrays(exclusions.keys)];
  const [row] = await connection.query<{ dueInMs: number }>(statement, values);
  return row && Math.max(0, row.dueInMs);
}
