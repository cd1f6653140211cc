import type { Connection } from '../../database.ts';
import { sessionIdleMs } from './find-session.ts';

export interface SessionRow {
  id: string;
  userAgent: string;
  createdAt: Date;
  lastUsedAt: Date;
}

/** A user's sessions that have not ended, the most recently used first. */
const statement = {
  name: 'list-sessions',
  text: `
SELECT id, user_agent AS "userAgent", created_at AS "createdAt", last_used_at AS "lastUsedAt"
FROM sessions
WHERE user_id = $1 AND last_used_at > now() - $2::float8 * interval '1 millisecond'
ORDER BY last_used_at DESC, id
LIMIT 100`,
};

export function listSessions(connection: Connection, userId: string): Promise<SessionRow[]> {
  return connection.query<SessionRow>(statement, [userId, sessionIdleMs]);
}
