import type { Connection } from '../../database.ts';
import type { CheckoutRow } from '../../rows.ts';

const statement = {
  name: 'list-checkouts',
  text: 'SELECT * FROM chat_checkouts WHERE chat_id = ANY ($1::text[])',
};

export async function listCheckouts(
  connection: Connection,
  chatIds: readonly string[],
): Promise<CheckoutRow[]> {
  if (chatIds.length === 0) return [];
  return connection.query<CheckoutRow>(statement, [chatIds]);
}
