import type { Connection } from '../../database.ts';

/** Deletes samples older than an hour, and replicas not seen for an hour together with their samples. */
const statement = {
  name: 'delete-old-samples',
  text: `
WITH quotas AS (
  DELETE FROM quota_samples WHERE at < now() - interval '1 hour'
), ages AS (
  DELETE FROM data_age_samples WHERE at < now() - interval '1 hour'
), gone AS (
  DELETE FROM replicas WHERE seen_at < now() - interval '1 hour'
)
DELETE FROM queue_samples WHERE at < now() - interval '1 hour'`,
};

export async function deleteOldSamples(connection: Connection): Promise<void> {
  await connection.query(statement);
}
