import type { Connection } from '../../database.ts';

/** Deleting is using: of concurrent requests with one code, one gets the row. */
const statement = {
  name: 'use-login-code',
  text: `
WITH used AS (
  DELETE FROM login_codes WHERE code_hash = $1 RETURNING user_id, expires_at
)
SELECT user_id AS "userId" FROM used WHERE expires_at > now()`,
};

/** The user whom the code signs in; undefined for an unknown, used or expired code. */
export async function useLoginCode(
  connection: Connection,
  codeHash: Buffer,
): Promise<string | undefined> {
  const [row] = await connection.query<{ userId: string }>(statement, [codeHash]);
  return row?.userId;
}
