import type { RepositoryBranch } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { toStorableText } from '../../storable-values.ts';
import { deliverable, isOfRepository } from '../../webhook-targets.ts';

export interface ReplayUnmatched {
  forgeId: string;
  branches: readonly RepositoryBranch[];
}

/**
 * Deliveries that arrived before their branch was tracked return to the inbox when it is. A row must match
 * as it does when the delivery is applied: otherwise the delivery would be unmatched again, for ever. Locks
 * the deliveries before their branches, in the order of their ids: decision 13.
 */
const statement = {
  name: 'replay-unmatched',
  text: `
WITH tracked AS MATERIALIZED (
  SELECT d.id
  FROM webhook_deliveries d
  WHERE d.id IN (
    SELECT u.webhook_delivery_id
    FROM unnest($2::text[], $3::text[]) AS named (repository, branch)
    JOIN unmatched_branches u ON u.forge_id = $1
      AND u.repository = named.repository AND u.branch = named.branch
    WHERE EXISTS (
      SELECT ${deliverable}
        AND ${isOfRepository('u.repository', 'u.repository_id')}
        AND s.git_branch = u.branch))
  ORDER BY d.id
  FOR UPDATE
), forgotten AS (
  DELETE FROM unmatched_branches u USING tracked WHERE u.webhook_delivery_id = tracked.id
), replayed AS (
  UPDATE webhook_deliveries d SET state = 'received', attempts = 0, available_at = now()
  FROM tracked
  WHERE d.id = tracked.id AND d.state = 'unmatched'
  RETURNING d.id
)
SELECT announce(json_build_object('kind', 'delivery')::text) FROM replayed LIMIT 1`,
};

export async function replayUnmatched(
  connection: Connection,
  { forgeId, branches }: ReplayUnmatched,
): Promise<void> {
  const repositories = branches.map(({ repository }) => toStorableText(repository));
  const names = branches.map(({ branch }) => toStorableText(branch));
  await connection.query(statement, [forgeId, repositories, names]);
}
