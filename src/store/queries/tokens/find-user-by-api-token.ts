import type { Connection } from '../../database.ts';

/** Tokens are compared by hash inside an index: neither the value nor its timing is revealed. */
const statement = {
  name: 'find-user-by-api-token',
  text: 'SELECT user_id FROM api_tokens WHERE token_hash = $1',
};

export async function findUserByApiToken(
  connection: Connection,
  tokenHash: Buffer,
): Promise<string | undefined> {
  const [row] = await connection.query<{ user_id: string }>(statement, [tokenHash]);
  return row?.user_id;
}
