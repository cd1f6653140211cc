import type { RecordFeedDeliveries } from '../../../domain/delivery.ts';
import type { Connection, Database } from '../../database.ts';
import { withoutName } from '../../feed-identity.ts';
import { toStorableValues } from '../../storable-values.ts';

/**
 * The parameters of each statement but the lock: forge, name, id or null, when the delivery arrived, and the same
 * again if it is about checks.
 */
type FeedValues = readonly unknown[];

/** The feed is known by this name and id, and it is live. */
const record = {
  name: 'record-feed-delivery',
  text: `
UPDATE webhook_feeds SET last_delivery_at = GREATEST(last_delivery_at, $4::timestamptz),
  last_checks_at = GREATEST(last_checks_at, $5::timestamptz)
WHERE forge_id = $1 AND repository = $2 AND ($3::text IS NULL OR repository_id = $3)
RETURNING true`,
};

/** Only one delivery at a time changes which repository a feed belongs to. */
const lock = {
  name: 'lock-feeds',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('webhook_feeds', 0))`,
};

/** Another repository has taken the name. */
const release = {
  name: 'release-feed-name',
  text: `
UPDATE webhook_feeds f SET repository = ${withoutName}
WHERE forge_id = $1 AND repository = $2 AND repository_id <> $3::text`,
};

/** A hook that was installed by the new name is the hook of the repository that had another one. */
const merge = {
  name: 'merge-feeds',
  text: `
WITH unidentified AS (
  DELETE FROM webhook_feeds u
  WHERE u.forge_id = $1 AND u.repository = $2 AND u.repository_id IS NULL AND EXISTS (
    SELECT FROM webhook_feeds f WHERE f.forge_id = $1 AND f.repository_id = $3::text)
  RETURNING *
)
UPDATE webhook_feeds f SET
  hook_id = COALESCE(u.hook_id, f.hook_id),
  installed_by = CASE WHEN u.hook_id IS NULL THEN f.installed_by ELSE u.installed_by END,
  installed_at = COALESCE(u.installed_at, f.installed_at),
  last_delivery_at = GREATEST(u.last_delivery_at, f.last_delivery_at),
  last_checks_at = GREATEST(u.last_checks_at, f.last_checks_at)
FROM unidentified u
WHERE f.forge_id = $1 AND f.repository_id = $3::text`,
};

const rename = {
  name: 'rename-feed',
  text: `
UPDATE webhook_feeds SET repository = $2
WHERE forge_id = $1 AND repository_id = $3::text AND repository <> $2`,
};

const save = {
  name: 'save-feed-delivery',
  text: `
INSERT INTO webhook_feeds AS f
  (forge_id, repository, repository_id, last_delivery_at, last_checks_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (forge_id, repository) DO UPDATE SET
  repository_id = COALESCE(excluded.repository_id, f.repository_id),
  last_delivery_at = GREATEST(f.last_delivery_at, excluded.last_delivery_at),
  last_checks_at = GREATEST(f.last_checks_at, excluded.last_checks_at)`,
};

/** The feed of each repository has delivered something. It follows a repository that was renamed. */
export async function recordFeedDeliveries(
  database: Database,
  { forgeId, repositories, isAboutChecks, receivedAt }: RecordFeedDeliveries,
): Promise<void> {
  for (const { name, id } of repositories) {
    const checksAt = isAboutChecks ? receivedAt : null;
    const values = [...toStorableValues([forgeId, name, id]), receivedAt, checksAt];
    const recorded = await database.query(record, values);
    if (recorded.length === 0) {
      await database.transaction((connection) => follow(connection, values));
    }
  }
}

async function follow(connection: Connection, values: FeedValues): Promise<void> {
  await connection.query(lock);
  for (const statement of [release, merge, rename]) {
    await connection.query(statement, values.slice(0, 3));
  }
  await connection.query(save, values);
}
