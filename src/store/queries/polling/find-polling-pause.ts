import type { Connection } from '../../database.ts';

/** When a person paused polling on all replicas. */
const statement = {
  name: 'find-polling-pause',
  text: 'SELECT paused_at AS "pausedAt" FROM polling_pause',
};

/** Null while it is not paused. */
export async function findPollingPause(connection: Connection): Promise<Date | null> {
  const [row] = await connection.query<{ pausedAt: Date | null }>(statement);
  return row?.pausedAt ?? null;
}
