import type { ReconciledFeed } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';

/**
 * Everything before the claim was delivered or requested again. Only after that does the next claim
 * start there: a failed one is repeated in full.
 */
const statement = {
  name: 'record-feed-reconciled',
  text: `
UPDATE webhook_feeds SET reconciled_at = GREATEST(reconciled_at, $3::timestamptz)
WHERE forge_id = $1 AND repository = $2`,
};

export async function recordFeedReconciled(
  connection: Connection,
  { forgeId, storedName, claimedAt }: ReconciledFeed,
): Promise<void> {
  await connection.query(statement, [forgeId, storedName, claimedAt]);
}
