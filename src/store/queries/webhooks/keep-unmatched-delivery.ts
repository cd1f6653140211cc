import type { KeepUnmatched } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { toStorableText } from '../../storable-values.ts';
import { replayUnmatched } from './replay-unmatched.ts';

/**
 * Keeps a delivery about branches that no chat tracks, to be found by those branches later. Replaces
 * an earlier copy of the same delivery.
 */
const statement = {
  name: 'keep-unmatched-delivery',
  text: `
WITH copies AS MATERIALIZED (
  SELECT d.id FROM webhook_deliveries d
  JOIN webhook_deliveries own ON own.forge_id = d.forge_id AND own.delivery_id = d.delivery_id
  WHERE own.id = $1 AND (d.id = $1 OR (d.id < $1 AND d.state = 'unmatched'))
  ORDER BY d.id
  FOR UPDATE OF d
), kept AS (
  UPDATE webhook_deliveries SET state = 'unmatched'
  WHERE id = $1 AND state = 'received' AND (SELECT count(*) FROM copies) > 0
  RETURNING id, forge_id, delivery_id
), replaced AS (
  DELETE FROM webhook_deliveries d USING kept
  WHERE d.forge_id = kept.forge_id AND d.delivery_id = kept.delivery_id
    AND d.state = 'unmatched' AND d.id < kept.id
)
INSERT INTO unmatched_branches (webhook_delivery_id, forge_id, repository, repository_id, branch)
SELECT DISTINCT kept.id, $2, named.repository, named.repository_id, named.branch
FROM kept, unnest($3::text[], $4::text[], $5::text[]) AS named (repository, repository_id, branch)
ON CONFLICT DO NOTHING`,
};

/**
 * A branch that becomes tracked at the same time either finds the delivery that this statement has
 * committed, or is found by the replay that follows.
 */
export async function keepUnmatchedDelivery(
  connection: Connection,
  { id, forgeId, branches }: KeepUnmatched,
): Promise<void> {
  const repositories = branches.map(({ repository }) => toStorableText(repository));
  const ids = branches.map(({ repositoryId }) =>
    repositoryId ? toStorableText(repositoryId) : null,
  );
  const names = branches.map(({ branch }) => toStorableText(branch));
  await connection.query(statement, [id, forgeId, repositories, ids, names]);
  await replayUnmatched(connection, { forgeId, branches });
}
