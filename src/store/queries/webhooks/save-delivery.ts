import type { Connection } from '../../database.ts';

export interface SaveDelivery {
  forgeId: string;
  /** Stays the same when the forge sends the delivery again. */
  deliveryId: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * Adds a delivery to the inbox and publishes that. A copy of a processed delivery is dropped; a copy of
 * an unprocessed one is kept, because the first may still fail and processing is idempotent.
 * The body is compared, too: the delivery id is not covered by the signature, so an attacker could
 * replay a recorded delivery under another id.
 */
const statement = {
  name: 'save-delivery',
  text: `
WITH saved AS (
  INSERT INTO webhook_deliveries (forge_id, delivery_id, headers, body, body_hash)
  SELECT $1, $2, $3::jsonb, $4::bytea, sha256($4::bytea)
  WHERE NOT EXISTS (
    SELECT FROM webhook_deliveries
    WHERE forge_id = $1 AND delivery_id = $2 AND state = 'processed')
  AND NOT EXISTS (
    SELECT FROM webhook_deliveries
    WHERE forge_id = $1 AND body_hash = sha256($4::bytea) AND state = 'processed')
  RETURNING id
)
SELECT pg_notify('afterpush', json_build_object('kind', 'delivery')::text) FROM saved`,
};

export async function saveDelivery(
  connection: Connection,
  { forgeId, deliveryId, headers, body }: SaveDelivery,
): Promise<'saved' | 'duplicate'> {
  const values = [forgeId, deliveryId, JSON.stringify(headers), body];
  return (await connection.query(statement, values)).length > 0 ? 'saved' : 'duplicate';
}
