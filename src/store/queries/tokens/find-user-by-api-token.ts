import type { Connection } from '../../database.ts';

/** Compares hashes through an index, so that timing reveals nothing about the token. */
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
