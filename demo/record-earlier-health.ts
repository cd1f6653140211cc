import type { Database } from '../src/store/database.ts';
import { toFingerprint } from '../src/store/forge-tokens.ts';
import type { ReplayedMinute } from './seed/replay-hour.ts';

export interface EarlierHealth {
  minutes: readonly ReplayedMinute[];
  forgeId: string;
  token: string;
  /** The quota that the requests are charged to. */
  bucket: string;
  quota: number;
}

/** All pull requests are read on time, so that nothing is due. What was measured is left as it is. */
const statement = {
  name: 'demo-record-earlier-health',
  text: `
WITH earlier AS (
  SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::bigint[], $4::bigint[], $5::int[])
    AS minutes (at, row_count, p50_ms, p95_ms, requests)
), ages AS (
  INSERT INTO data_age_samples (at, row_count, p50_ms, p95_ms)
  SELECT at, row_count, p50_ms, p95_ms FROM earlier
  ON CONFLICT (at) DO NOTHING
), quotas AS (
  INSERT INTO quota_samples (forge_id, token_fingerprint, bucket, at, remaining)
  SELECT $6, $7, $8, at, GREATEST(0, $9::int - requests) FROM earlier
  ON CONFLICT (forge_id, token_fingerprint, bucket, at) DO NOTHING
)
INSERT INTO queue_samples (replica_id, at, due, lag_ms)
SELECT replicas.id, earlier.at, 0, 0 FROM earlier CROSS JOIN replicas
ON CONFLICT (replica_id, at) DO NOTHING
RETURNING at`,
};

/** Records the minutes for the running replica; returns false when it has not reported yet. */
export async function recordEarlierHealth(
  database: Database,
  { minutes, forgeId, token, bucket, quota }: EarlierHealth,
): Promise<boolean> {
  const recorded = await database.query(statement, [
    minutes.map(({ at }) => at),
    minutes.map(({ rows }) => rows),
    minutes.map(({ p50Ms }) => p50Ms),
    minutes.map(({ p95Ms }) => p95Ms),
    minutes.map(({ requests }) => requests),
    forgeId,
    toFingerprint(token),
    bucket,
    quota,
  ]);
  return recorded.length > 0;
}
