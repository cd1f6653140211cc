import type { Connection } from '../../database.ts';

/** How long a login link works. */
const validMs = 10 * 60_000;

/** Stores the code of a login link, and deletes the expired ones. */
const statement = {
  name: 'save-login-code',
  text: `
WITH expired AS (
  DELETE FROM login_codes WHERE expires_at <= now()
)
INSERT INTO login_codes (code_hash, user_id, expires_at)
VALUES ($1, $2, now() + $3::float8 * interval '1 millisecond')
RETURNING expires_at AS "expiresAt"`,
};

/** Returns when the code expires. */
export async function saveLoginCode(
  connection: Connection,
  userId: string,
  codeHash: Buffer,
): Promise<Date> {
  const values = [codeHash, userId, validMs];
  const [row] = await connection.query<{ expiresAt: Date }>(statement, values);
  if (!row) throw new Error('a login code was not stored');
  return row.expiresAt;
}
