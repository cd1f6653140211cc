import type { Connection } from '../../database.ts';

const statement = {
  name: 'save-api-token',
  text: `INSERT INTO api_tokens (token_hash, user_id) VALUES ($1, $2)
ON CONFLICT (token_hash) DO NOTHING`,
};

export async function saveApiToken(
  connection: Connection,
  userId: string,
  tokenHash: Buffer,
): Promise<void> {
  await connection.query(statement, [tokenHash, userId]);
}
