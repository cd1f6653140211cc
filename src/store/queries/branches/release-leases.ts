import type { TrackedBranchKey } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { toKeyArrays } from '../../queue-clauses.ts';

/**
 * Releases leases on a graceful stop, so that another replica can continue at once (S3). Fenced: skips
 * rows that were acquired or signalled since (S1).
 */
const statement = {
  name: 'release-leases',
  text: `
WITH released AS (
  UPDATE chat_diff_statuses s SET stale_at = now()
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
    AS held (chat_id, origin, branch, revision)
  WHERE s.chat_id = held.chat_id
    AND s.git_remote_origin = held.origin
    AND s.git_branch = held.branch
    AND s.revision = held.revision
  RETURNING s.forge_id
)
SELECT pg_notify('afterpush', json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM released GROUP BY forge_id`,
};

export async function releaseLeases(
  connection: Connection,
  rows: readonly (TrackedBranchKey & { revision: number })[],
): Promise<void> {
  await connection.query(statement, [...toKeyArrays(rows), rows.map((row) => row.revision)]);
}
