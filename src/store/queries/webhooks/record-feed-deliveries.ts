import type { RecordFeedDeliveries } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { toStorableText } from '../../storable-values.ts';

/** The feed of each repository has delivered something, so it is live. */
const statement = {
  name: 'record-feed-deliveries',
  text: `
INSERT INTO webhook_feeds AS f (forge_id, repository, last_delivery_at)
SELECT $1, repository, $3::timestamptz
FROM (SELECT DISTINCT repository FROM unnest($2::text[]) AS named (repository)) AS delivered
ORDER BY repository
ON CONFLICT (forge_id, repository) DO UPDATE SET
  last_delivery_at = GREATEST(f.last_delivery_at, excluded.last_delivery_at)`,
};

export async function recordFeedDeliveries(
  connection: Connection,
  { forgeId, repositories, receivedAt }: RecordFeedDeliveries,
): Promise<void> {
  const values = [forgeId, repositories.map(toStorableText), receivedAt];
  await connection.query(statement, values);
}
