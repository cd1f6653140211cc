import type { RecordReplica } from '../../../domain/replica.ts';
import type { Connection } from '../../database.ts';

/** Enough to show that a queue is long; the rest of it is not counted. */
const mostCounted = 10_000;

/**
 * Says that a replica lives, and how it finds the queue: each forge's due rows, from the head of its
 * index. A replica that was forgotten meanwhile is remembered again.
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
FROM unnest($5::text[]) AS asked (forge_id)
CROSS JOIN LATERAL (
  SELECT s.stale_at
  FROM chat_diff_statuses s
  WHERE s.forge_id = asked.forge_id AND s.stale_at <= now()
    AND s.git_remote_origin <> '' AND s.git_branch <> ''
  ORDER BY s.stale_at
  LIMIT ${mostCounted}
) AS due
ON CONFLICT (replica_id, at) DO NOTHING
RETURNING due`,
};

/** Answers how many rows are due. */
export async function recordReplica(
  connection: Connection,
  { id, host, version, elapsedMs, forgeIds }: RecordReplica,
): Promise<number> {
  const values = [id, host, version, elapsedMs, forgeIds];
  const [row] = await connection.query<{ due: number }>(statement, values);
  return row?.due ?? 0;
}
