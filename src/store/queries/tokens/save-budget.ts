import type { Connection } from '../../database.ts';

export interface BudgetRow {
  forgeId: string;
  tokenFingerprint: string;
  bucket: string;
  quota: number;
  remaining: number;
  resetInMs: number;
}

/**
 * Stores the last quota that a forge reported to this replica. Of two readings of the same window, the
 * one with less remaining is the later one. The window's end is computed from a duration that is
 * rounded to seconds, so ends that differ by a few seconds are the same one.
 * Every change leaves a sample, one a minute, with the value at the end of the minute.
 */
const statement = {
  name: 'save-budget',
  text: `
WITH saved AS (
  INSERT INTO forge_budgets AS b (forge_id, token_fingerprint, bucket, quota, remaining, reset_at)
  VALUES ($1, $2, $3, $4, $5, now() + $6::float8 * interval '1 millisecond')
  ON CONFLICT (forge_id, token_fingerprint, bucket) DO UPDATE SET
    quota = excluded.quota, remaining = excluded.remaining, reset_at = excluded.reset_at,
    observed_at = now()
  WHERE abs(extract(epoch FROM b.reset_at - excluded.reset_at)) > 5
    OR b.remaining > excluded.remaining OR b.quota <> excluded.quota
  RETURNING forge_id, token_fingerprint, bucket, remaining
)
INSERT INTO quota_samples (forge_id, token_fingerprint, bucket, at, remaining)
SELECT forge_id, token_fingerprint, bucket, date_trunc('minute', now()), remaining FROM saved
ON CONFLICT (forge_id, token_fingerprint, bucket, at) DO UPDATE SET remaining = excluded.remaining`,
};

export async function saveBudget(connection: Connection, budget: BudgetRow): Promise<void> {
  const { forgeId, tokenFingerprint, bucket, quota, remaining, resetInMs } = budget;
  await connection.query(statement, [
    forgeId,
    tokenFingerprint,
    bucket,
    quota,
    remaining,
    resetInMs,
  ]);
}
