import type { Connection } from '../../database.ts';

/** Keeps only the id and the hash of a processed delivery, to recognise later copies of it. */
const statement = {
  name: 'finish-delivery',
  text: `
UPDATE webhook_deliveries SET state = 'processed', headers = '{}', body = NULL WHERE id = $1`,
};

export async function finishDelivery(connection: Connection, id: number): Promise<void> {
  await connection.query(statement, [id]);
}
