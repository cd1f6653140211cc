import type { Connection } from '../../database.ts';

export interface DeliveryAges {
  processedMs: number;
  unmatchedMs: number;
  /** A hook of a whole organization delivers mostly about branches that no chat tracks. */
  mostUnmatched: number;
}

/** Deletes processed deliveries that no forge sends again, and old unmatched ones. */
const statement = {
  name: 'delete-old-deliveries',
  text: `
WITH old AS MATERIALIZED (
  SELECT id FROM webhook_deliveries
  WHERE (state = 'processed' AND received_at < now() - $1::float8 * interval '1 millisecond')
    OR (state = 'unmatched' AND (
      received_at < now() - $2::float8 * interval '1 millisecond'
      OR id <= (SELECT id FROM webhook_deliveries WHERE state = 'unmatched'
        ORDER BY id DESC OFFSET $3 LIMIT 1)))
  ORDER BY id
  FOR UPDATE SKIP LOCKED
)
DELETE FROM webhook_deliveries d USING old WHERE d.id = old.id`,
};

export async function deleteOldDeliveries(
  connection: Connection,
  { processedMs, unmatchedMs, mostUnmatched }: DeliveryAges,
): Promise<void> {
  await connection.query(statement, [processedMs, unmatchedMs, mostUnmatched]);
}
