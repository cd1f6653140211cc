import type { Connection } from '../../database.ts';

export interface SaveDelivery {
  forgeId: string;
  /** Stays the same when the forge sends the delivery again. */
  deliveryId: string;
  /** False: the forge sent no id, so a delivery with the same id may be about another event. */
  isIdSent: boolean;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * Adds a delivery to the inbox and publishes that. A copy of a processed delivery is dropped; a copy of
 * an unprocessed one is kept, because the first may still fail and processing is idempotent.
 * A copy has the same id and the same body. Two events may have the same body (a status that is set twice),
 * and some forges give all deliveries of one action the same id; a copy that is processed again does no
 * harm.
 */
const statement = {
  name: 'save-delivery',
  text: `
WITH saved AS (
  INSERT INTO webhook_deliveries (forge_id, delivery_id, headers, body, body_hash)
  SELECT $1, $2, $3::jsonb, $4::bytea, sha256($4::bytea)
  WHERE NOT ($5::boolean AND EXISTS (
    SELECT FROM webhook_deliveries
    WHERE forge_id = $1 AND delivery_id = $2 AND state = 'processed'
      AND body_hash = sha256($4::bytea)))
  RETURNING id
)
SELECT announce(json_build_object('kind', 'delivery')::text) FROM saved`,
};

export async function saveDelivery(
  connection: Connection,
  { forgeId, deliveryId, isIdSent, headers, body }: SaveDelivery,
): Promise<'saved' | 'duplicate'> {
  const values = [forgeId, deliveryId, JSON.stringify(headers), body, isIdSent];
  return (await connection.query(statement, values)).length > 0 ? 'saved' : 'duplicate';
}
