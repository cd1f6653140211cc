import type { Connection } from '../../database.ts';

export interface ReplicaSampleRow {
  id: string;
  host: string;
  version: string;
  startedAt: Date;
  seenAt: Date;
  /** When the queue was sampled; null when the replica has no sample. */
  at: Date | null;
  due: number | null;
  lagMs: number | null;
  /** The time of the query by the clock of the database. */
  queriedAt: Date;
}

/** The replicas of the last hour, one row per sample, oldest first. */
const statement = {
  name: 'list-replicas',
  text: `
SELECT r.id, r.host, r.version, r.started_at AS "startedAt", r.seen_at AS "seenAt",
  q.at, q.due, q.lag_ms AS "lagMs", now() AS "queriedAt"
FROM replicas r
LEFT JOIN queue_samples q ON q.replica_id = r.id AND q.at > now() - interval '1 hour'
WHERE r.seen_at > now() - interval '1 hour'
ORDER BY r.started_at, r.id, q.at`,
};

export async function listReplicas(connection: Connection): Promise<ReplicaSampleRow[]> {
  return connection.query<ReplicaSampleRow>(statement);
}
