import type { Connection } from '../../database.ts';

/** Returns a delivery to the inbox, for another attempt later; announced when that is now (S3). */
const statement = {
  name: 'postpone-delivery',
  text: `
WITH postponed AS (
  UPDATE webhook_deliveries SET available_at = now() + $2::float8 * interval '1 millisecond'
  WHERE id = $1 AND state = 'received'
  RETURNING id
)
SELECT announce(json_build_object('kind', 'delivery')::text)
FROM postponed WHERE $2::float8 <= 0`,
};

export async function postponeDelivery(
  connection: Connection,
  id: number,
  delayMs: number,
): Promise<void> {
  await connection.query(statement, [id, delayMs]);
}
