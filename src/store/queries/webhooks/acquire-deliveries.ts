import type { AcquireDeliveries, AcquiredDelivery } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';

/**
 * Claims deliveries from the inbox, oldest first. As with rows, the claiming statement writes the
 * lease: a crash delays a delivery by at most one lease. It counts as an attempt, so that a delivery
 * that crashes the process is given up like any other.
 */
const statement = {
  name: 'acquire-deliveries',
  text: `
WITH taken AS MATERIALIZED (
  SELECT id FROM webhook_deliveries
  WHERE state = 'received' AND available_at <= now()
  ORDER BY available_at, id
  LIMIT $1
  FOR UPDATE SKIP LOCKED
), acquired AS (
  UPDATE webhook_deliveries d SET
    available_at = now() + $2::float8 * interval '1 millisecond',
    attempts = d.attempts + 1
  FROM taken
  WHERE d.id = taken.id
  RETURNING d.*
)
SELECT id, forge_id AS "forgeId", delivery_id AS "deliveryId", headers,
  COALESCE(body, '') AS body, attempts, received_at AS "receivedAt"
FROM acquired ORDER BY id`,
};

export async function acquireDeliveries(
  connection: Connection,
  { limit, leaseMs }: AcquireDeliveries,
): Promise<AcquiredDelivery[]> {
  return connection.query<AcquiredDelivery>(statement, [limit, leaseMs]);
}
