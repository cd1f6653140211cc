import type { MarkBranchDue, MarkedDue } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toKeyArrays } from '../../queue-clauses.ts';
import { toStorableText } from '../../storable-values.ts';
import {
  deliverable,
  isOfRepository,
  type MarkedTargets,
  markShownWithOthers,
  markUnshownDue,
  markUnshownRoutinelyDue,
  toMarkedDue,
} from '../../webhook-targets.ts';

/**
 * A delivery names a branch or a pull request: all rows that track it are due. Repositories are
 * compared by their ids, or in lower case, branches and URLs exactly. Rows that show already what it says, by their
 * commit, the time of their last change or their key, are left alone, or wait for others.
 */
const toStatement = (name: string, marked: string) => ({
  name,
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch,
    (s.head_sha = $6::text OR s.pull_request_changed_at > $7::timestamptz
      OR (s.chat_id, s.git_remote_origin, s.git_branch)
        IN (SELECT * FROM unnest($8::text[], $9::text[], $10::text[]))) IS TRUE AS is_shown
  ${deliverable}
    AND ((s.url = $2 AND (s.repository_id = $5) IS NOT FALSE)
      OR (${isOfRepository('$3', '$5')} AND s.git_branch = $4))
  ${inLockOrder}
), ${marked}`,
});

const urgent = toStatement('mark-branch-due', markUnshownDue);
const routine = toStatement('mark-branch-routinely-due', markUnshownRoutinelyDue);
const withOthers = toStatement('mark-branch-due-with-others', markShownWithOthers);

export async function markBranchDue(
  connection: Connection,
  { forgeId, head, url, isRoutine, shown }: MarkBranchDue,
): Promise<MarkedDue> {
  const texts = [url, head?.repository, head?.branch, head?.repositoryId, shown?.headSha];
  const values = [
    forgeId,
    ...texts.map((text) => (text == null ? null : toStorableText(text))),
    shown?.changedAt ?? null,
    ...toKeyArrays(shown?.rows ?? []),
  ];
  const statement = isRoutine ? routine : shown?.are === 'due_with_others' ? withOthers : urgent;
  const [marked] = await connection.query<MarkedTargets>(statement, values);
  return toMarkedDue(marked);
}
