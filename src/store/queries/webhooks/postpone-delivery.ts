import type { Connection } from '../../database.ts';

/** Returns a delivery to the inbox, for another attempt later. */
const statement = {
  name: 'postpone-delivery',
  text: `
UPDATE webhook_deliveries SET available_at = now() + $2::float8 * interval '1 millisecond'
WHERE id = $1 AND state = 'received'`,
};

export async function postponeDelivery(
  connection: Connection,
  id: number,
  delayMs: number,
): Promise<void> {
  await connection.query(statement, [id, delayMs]);
}
