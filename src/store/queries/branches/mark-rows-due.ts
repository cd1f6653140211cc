import type { MarkedBranch } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toKeyArrays } from '../../queue-clauses.ts';
import { type MarkedTargets, markTargetsRoutinelyDue, toMarkedDue } from '../../webhook-targets.ts';
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
): Promise<MarkedBranch[]> {
  const [first] = rows;
  if (!first) return [];
  const values = [first.forgeId, ...toKeyArrays(rows)];
  const [marked] = await connection.query<MarkedTargets>(statement, values);
  return toMarkedDue(marked).due;
}
