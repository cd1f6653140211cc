import type { Connection } from '../../database.ts';
import { isRenewedSql, renewedAtSql } from './renewed-tokens.ts';

/** Until then, a machine that was suspended can renew its tokens. */
const statement = {
  name: 'delete-ended-tokens',
  text: `
DELETE FROM chat_tokens t WHERE ${isRenewedSql} AND ${renewedAtSql} < now() - interval '7 days'`,
};

/** Deletes tokens that were not renewed for a week. */
export async function deleteEndedTokens(connection: Connection): Promise<void> {
  await connection.query(statement, []);
}
