import type { Connection } from '../../database.ts';

/** Nothing will read it again: only its id is kept, to know copies of it that come later. */
const statement = {
  name: 'finish-delivery',
  text: `
UPDATE webhook_deliveries SET state = 'processed', headers = '{}', body = NULL WHERE id = $1`,
};

export async function finishDelivery(connection: Connection, id: number): Promise<void> {
  await connection.query(statement, [id]);
}
