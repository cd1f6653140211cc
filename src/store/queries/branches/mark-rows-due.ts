import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toKeyArrays } from '../../queue-clauses.ts';
import { markTargetsRoutinelyDue } from '../../webhook-targets.ts';
import type { HeldChecks } from './hold-head-checks.ts';

/** Rows of one forge whose checks take a read are due as routine: more of the commit's checks follow soon. */
const statement = {
  name: 'mark-rows-due',
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  FROM unnest($2::text[], $3::text[], $4::text[]) AS named (chat_id, remote_origin, branch)
  JOIN chat_diff_statuses s ON s.chat_id = named.chat_id
    AND s.git_remote_origin = named.remote_origin AND s.git_branch = named.branch
  ${inLockOrder}
), ${markTargetsRoutinelyDue}`,
};

export async function markRowsDue(
  connection: Connection,
  rows: readonly HeldChecks[],
): Promise<void> {
  const [first] = rows;
  if (first) await connection.query(statement, [first.forgeId, ...toKeyArrays(rows)]);
}
