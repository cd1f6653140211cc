import type { MarkBranchDue } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toStorableText } from '../../storable-values.ts';
import {
  deliverable,
  isOfRepository,
  markTargetsDue,
  markTargetsRoutinelyDue,
} from '../../webhook-targets.ts';

/**
 * A delivery names a branch or a pull request: all rows that track it are due. Repositories are
 * compared by their ids, or in lower case, branches and URLs exactly. With `unlessHead`, only rows that do not
 * show that commit yet.
 */
const toStatement = (name: string, marked: string) => ({
  name,
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${deliverable}
    AND ((s.url = $2 AND (s.repository_id = $5) IS NOT FALSE)
      OR (${isOfRepository('$3', '$5')} AND s.git_branch = $4))
    AND ($6::text IS NULL OR s.head_sha IS DISTINCT FROM $6)
  ${inLockOrder}
), ${marked}`,
});

const urgent = toStatement('mark-branch-due', markTargetsDue);
const routine = toStatement('mark-branch-routinely-due', markTargetsRoutinelyDue);

/** Returns how many rows are due. */
export async function markBranchDue(
  connection: Connection,
  { forgeId, head, url, isRoutine, unlessHead }: MarkBranchDue,
): Promise<number> {
  const texts = [url, head?.repository, head?.branch, head?.repositoryId, unlessHead];
  const values = [forgeId, ...texts.map((text) => (text == null ? null : toStorableText(text)))];
  const [row] = await connection.query<{ count: number }>(isRoutine ? routine : urgent, values);
  return row?.count ?? 0;
}
