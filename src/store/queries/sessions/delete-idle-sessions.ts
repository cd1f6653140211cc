import type { Connection } from '../../database.ts';
import { sessionIdleMs } from './find-session.ts';

const statement = {
  name: 'delete-idle-sessions',
  text: `
DELETE FROM sessions WHERE last_used_at <= now() - $1::float8 * interval '1 millisecond'`,
};

export async function deleteIdleSessions(connection: Connection): Promise<void> {
  await connection.query(statement, [sessionIdleMs]);
}
