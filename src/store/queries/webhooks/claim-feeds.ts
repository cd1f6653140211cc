import type { ClaimedFeed, ClaimFeeds } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { currentName } from '../../feed-identity.ts';

/** Claims the feeds whose missed deliveries should be requested, each for one replica at a time. */
const statement = {
  name: 'claim-feeds',
  text: `
WITH due AS MATERIALIZED (
  SELECT forge_id, repository FROM webhook_feeds f
  WHERE forge_id = ANY ($1::text[]) AND hook_id IS NOT NULL AND installed_by IS NOT NULL
    AND ${currentName} NOT LIKE '#%'
    AND (claimed_at IS NULL OR claimed_at <= now() - $2::float8 * interval '1 millisecond')
  FOR UPDATE SKIP LOCKED
)
UPDATE webhook_feeds f SET claimed_at = now()
FROM due
WHERE f.forge_id = due.forge_id AND f.repository = due.repository
RETURNING f.forge_id AS "forgeId", f.repository AS "storedName", ${currentName} AS "repository",
  f.hook_id AS "hookId",
  f.installed_by AS "installedBy", f.claimed_at AS "claimedAt",
  LEAST(
    (extract(epoch FROM now() - COALESCE(f.reconciled_at, f.installed_at, now())) * 1000)::float8
      + $3::float8,
    $4::float8) AS "sinceMs"`,
};

export async function claimFeeds(
  connection: Connection,
  claim: ClaimFeeds,
): Promise<ClaimedFeed[]> {
  const { forgeIds, minimumAgeMs, marginMs, longestMs } = claim;
  return connection.query<ClaimedFeed>(statement, [forgeIds, minimumAgeMs, marginMs, longestMs]);
}
