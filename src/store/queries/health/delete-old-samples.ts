import type { Connection } from '../../database.ts';

/**
 * Deletes samples older than an hour, and replicas not seen for an hour together with
 * their samples. SKIP LOCKED, because every replica does.
 */
const statement = {
  name: 'delete-old-samples',
  text: `
WITH quotas AS (
  DELETE FROM quota_samples WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM quota_samples WHERE at < now() - interval '1 hour' FOR UPDATE SKIP LOCKED))
), ages AS (
  DELETE FROM data_age_samples WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM data_age_samples WHERE at < now() - interval '1 hour' FOR UPDATE SKIP LOCKED))
), gone AS (
  DELETE FROM replicas WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM replicas WHERE seen_at < now() - interval '1 hour' FOR UPDATE SKIP LOCKED))
)
DELETE FROM queue_samples WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM queue_samples WHERE at < now() - interval '1 hour' FOR UPDATE SKIP LOCKED))`,
};

export async function deleteOldSamples(connection: Connection): Promise<void> {
  await connection.query(statement);
}
