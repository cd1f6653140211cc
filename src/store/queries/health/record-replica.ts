import type { RecordReplica } from '../../../domain/replica.ts';
import type { Connection } from '../../database.ts';
import { isPolled } from '../../queue-clauses.ts';

/** Enough to show that a queue is long; further rows are not counted. */
const mostCounted = 10_000;

const listDue = (condition: string) => `(
    SELECT s.stale_at
    FROM chat_diff_statuses s
    WHERE s.forge_id = sampled.forge_id AND s.stale_at <= now() AND ${condition}
      AND s.git_remote_origin <> '' AND s.git_branch <> ''
    ORDER BY s.stale_at
    LIMIT ${mostCounted})`;

/**
 * The heartbeat of a replica, with a sample of the queue: the due rows of each forge, read from the
 * start of its indexes. Rows that wait for polling do not count. A replica whose row was deleted in the meantime is inserted again.
 */
export const statement = {
  name: 'record-replica',
  text: `
WITH seen AS (
  INSERT INTO replicas (id, host, version, started_at)
  VALUES ($1, $2, $3, now() - $4::float8 * interval '1 millisecond')
  ON CONFLICT (id) DO UPDATE SET seen_at = now()
)
INSERT INTO queue_samples (replica_id, due, lag_ms)
SELECT $1, count(*), COALESCE(max(extract(epoch FROM now() - due.stale_at) * 1000), 0)::bigint
FROM unnest($5::text[]) AS sampled (forge_id)
CROSS JOIN LATERAL (
  ${listDue('NOT s.routine')}
  UNION ALL
  ${listDue(`s.routine AND NOT ($6::boolean AND ${isPolled})`)}
  ORDER BY stale_at
  LIMIT ${mostCounted}
) AS due
ON CONFLICT (replica_id, at) DO NOTHING
RETURNING due`,
};

/** Returns how many rows are due. */
export async function recordReplica(
  connection: Connection,
  { id, host, version, elapsedMs, forgeIds, isPollingPaused = false }: RecordReplica,
): Promise<number> {
  const values = [id, host, version, elapsedMs, forgeIds, isPollingPaused];
  const [row] = await connection.query<{ due: number }>(statement, values);
  return row?.due ?? 0;
}
