import type { Connection } from '../../database.ts';

/** The time until the next delivery of the inbox may be processed. */
const statement = {
  name: 'find-earliest-delivery',
  text: `
SELECT (extract(epoch FROM min(available_at) - now()) * 1000)::float8 AS "dueInMs"
FROM webhook_deliveries WHERE state = 'received'`,
};

/** Milliseconds; undefined when the inbox is empty. */
export async function findEarliestDelivery(connection: Connection): Promise<number | undefined> {
  const [row] = await connection.query<{ dueInMs: number | null }>(statement);
  return row?.dueInMs == null ? undefined : Math.max(0, row.dueInMs);
}
