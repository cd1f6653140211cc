import type { Connection } from '../../database.ts';
import { currentName, withoutName } from '../../feed-identity.ts';
import { toStorableText } from '../../storable-values.ts';
import { stateOfKnownFeed, type WebhookFeedRow } from './list-webhook-feeds.ts';

export interface SaveWebhookFeed {
  forgeId: string;
  repository: string;
  hookId: string;
  installedBy: string;
}

/** The repository of the feed is known to have another name by now, so the hook is not of that one. */
const release = {
  name: 'release-moved-feed',
  text: `
UPDATE webhook_feeds f SET repository = ${withoutName}
WHERE forge_id = $1 AND repository = $2 AND repository <> ${currentName}`,
};

/** Stores the hook that was installed, and the user whose token maintains it. */
const save = {
  name: 'save-webhook-feed',
  text: `
INSERT INTO webhook_feeds AS f (forge_id, repository, hook_id, installed_by, installed_at)
VALUES ($1, $2, $3, $4, now())
ON CONFLICT (forge_id, repository) DO UPDATE SET
  hook_id = excluded.hook_id,
  installed_by = excluded.installed_by,
  installed_at = excluded.installed_at
RETURNING forge_id AS "forgeId", repository,
  ${stateOfKnownFeed} AS "state",
  last_delivery_at AS "lastDeliveryAt", installed_at AS "installedAt"`,
};

export async function saveWebhookFeed(
  connection: Connection,
  feed: SaveWebhookFeed,
): Promise<WebhookFeedRow> {
  const texts = [feed.repository, feed.hookId].map(toStorableText);
  const values = [feed.forgeId, ...texts, feed.installedBy];
  await connection.query(release, values.slice(0, 2));
  const [row] = await connection.query<WebhookFeedRow>(save, values);
  if (!row) throw new Error('the hook was not stored');
  return row;
}
