import type { Connection } from '../../database.ts';

export interface ReplicaSampleRow {
  id: string;
  host: string;
  version: string;
  startedAt: Date;
  seenAt: Date;
  /** The sample; null where the replica has none. */
  at: Date | null;
  due: number | null;
  lagMs: number | null;
  /** The database's own time. */
  askedAt: Date;
}

/** The replicas of the last hour, one row per sample, oldest first. */
const statement = {
  name: 'list-replicas',
  text: `
SELECT r.id, r.host, r.version, r.started_at AS "startedAt", r.seen_at AS "seenAt",
  q.at, q.due, q.lag_ms AS "lagMs", now() AS "askedAt"
FROM replicas r
LEFT JOIN queue_samples q ON q.replica_id = r.id AND q.at > now() - interval '1 hour'
WHERE r.seen_at > now() - interval '1 hour'
ORDER BY r.started_at, r.id, q.at`,
};

export async function listReplicas(connection: Connection): Promise<ReplicaSampleRow[]> {
  return connection.query<ReplicaSampleRow>(statement);
}
