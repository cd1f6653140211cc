import type { Database } from '../../database.ts';
import { spreadOverdue } from './spread-overdue.ts';

export interface SavePollingPause {
  isPaused: boolean;
  /** When polling goes on, overdue rows are spread over at most so long. */
  spreadMs: number;
}

/** Pauses polling on all replicas or lets it go on, and announces that (S4). A pause keeps its start. */
const statement = {
  name: 'save-polling-pause',
  text: `
WITH begun AS (
  INSERT INTO polling_pause (id) SELECT true WHERE $1::boolean
  ON CONFLICT (id) DO NOTHING
  RETURNING id
), ended AS (
  DELETE FROM polling_pause WHERE NOT $1::boolean RETURNING id
), saved AS (
  SELECT id FROM begun UNION ALL SELECT id FROM ended
)
SELECT announce(json_build_object('kind', 'polling_change')::text) FROM saved`,
};

export async function savePollingPause(
  database: Pick<Database, 'transaction'>,
  { isPaused, spreadMs }: SavePollingPause,
): Promise<void> {
  await database.transaction(async (connection) => {
    const saved = await connection.query(statement, [isPaused]);
    if (saved.length > 0 && !isPaused) await spreadOverdue(connection, spreadMs);
  });
}
