import type { Connection } from '../../database.ts';

/** Deletes the quotas of windows that ended; their tokens may no longer exist. */
const statement = {
  name: 'delete-ended-budgets',
  text: `
WITH ended AS MATERIALIZED (
  SELECT forge_id, token_fingerprint, bucket FROM forge_budgets
  WHERE reset_at < now() - interval '1 day'
  FOR UPDATE SKIP LOCKED
)
DELETE FROM forge_budgets b USING ended
WHERE (b.forge_id, b.token_fingerprint, b.bucket)
  = (ended.forge_id, ended.token_fingerprint, ended.bucket)`,
};

export async function deleteEndedBudgets(connection: Connection): Promise<void> {
  await connection.query(statement);
}
