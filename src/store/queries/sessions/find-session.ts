import type { Connection } from '../../database.ts';

export interface FoundSession {
  id: string;
  userId: string;
}

/** A session that was not used for this long has ended. */
export const sessionIdleMs = 30 * 86_400_000;

/**
 * The session that has both secrets, unless it was idle for too long. Hashes are compared, so that timing
 * reveals nothing about the secrets. The time of use is written at most every five minutes: pages send
 * requests all the time.
 */
const statement = {
  name: 'find-session',
  text: `
WITH found AS (
  SELECT id, user_id, last_used_at FROM sessions
  WHERE cookie_hash = ANY ($1::bytea[]) AND page_secret_hash = $2
    AND last_used_at > now() - $3::float8 * interval '1 millisecond'
), used AS (
  UPDATE sessions SET last_used_at = now()
  FROM found
  WHERE sessions.id = found.id AND found.last_used_at < now() - interval '5 minutes'
)
SELECT id, user_id AS "userId" FROM found LIMIT 1`,
};

export async function findSession(
  connection: Connection,
  cookieHashes: readonly Buffer[],
  pageSecretHash: Buffer,
): Promise<FoundSession | undefined> {
  const values = [cookieHashes, pageSecretHash, sessionIdleMs];
  const [row] = await connection.query<FoundSession>(statement, values);
  return row;
}
