import type { TrackedBranchKey } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toKeyArrays } from '../../queue-clauses.ts';

/**
 * Releases leases on a graceful stop, so that another replica can continue at once (S3). Fenced: skips
 * rows that were acquired or signalled since (S1).
 */
const statement = {
  name: 'release-leases',
  text: `
WITH held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
    AS leased (chat_id, origin, branch, revision)
  JOIN chat_diff_statuses s ON s.chat_id = leased.chat_id
    AND s.git_remote_origin = leased.origin
    AND s.git_branch = leased.branch
    AND s.revision = leased.revision
  ${inLockOrder}
), released AS (
  UPDATE chat_diff_statuses s SET stale_at = now()
  FROM held
  WHERE s.chat_id = held.chat_id
    AND s.git_remote_origin = held.git_remote_origin
    AND s.git_branch = held.git_branch
  RETURNING s.forge_id
)
SELECT announce(json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM released GROUP BY forge_id`,
};

export async function releaseLeases(
  connection: Connection,
  rows: readonly (TrackedBranchKey & { revision: number })[],
): Promise<void> {
  await connection.query(statement, [...toKeyArrays(rows), rows.map((row) => row.revision)]);
}
