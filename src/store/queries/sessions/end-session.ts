import type { Connection } from '../../database.ts';

/** Ends a user's session, and announces it so that every replica closes its event streams. */
const statement = {
  name: 'end-session',
  text: `
WITH ended AS (
  DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING id
)
SELECT announce(json_build_object('kind', 'session_ended', 'session_id', id)::text)
FROM ended`,
};

/** False when the user has no such session. */
export async function endSession(
  connection: Connection,
  userId: string,
  sessionId: string,
): Promise<boolean> {
  const rows = await connection.query(statement, [userId, sessionId]);
  return rows.length > 0;
}
