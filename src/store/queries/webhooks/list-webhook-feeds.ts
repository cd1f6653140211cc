import type { Connection } from '../../database.ts';
import { isKnown, isSilent } from '../../webhook-feed-state.ts';

export interface WebhookFeedRow {
  forgeId: string;
  repository: string;
  state: 'live' | 'silent' | 'never';
  lastDeliveryAt: Date | null;
  installedAt: Date | null;
}

/** The feeds of every repository that the owner's chats track, whether they exist or not (S12). */
const statement = {
  name: 'list-webhook-feeds',
  text: `
WITH tracked AS (
  SELECT DISTINCT s.forge_id, s.repository
  FROM chat_diff_statuses s JOIN chats c ON c.id = s.chat_id
  WHERE c.owner_id = $1 AND NOT c.archived AND s.forge_id <> '' AND s.repository <> ''
)
SELECT tracked.forge_id AS "forgeId", tracked.repository AS "repository",
  CASE WHEN ${isKnown} THEN CASE WHEN ${isSilent} THEN 'silent' ELSE 'live' END
    ELSE 'never' END AS "state",
  f.last_delivery_at AS "lastDeliveryAt", f.installed_at AS "installedAt"
FROM tracked
LEFT JOIN webhook_feeds f
  ON f.forge_id = tracked.forge_id AND f.repository = tracked.repository
ORDER BY tracked.forge_id, tracked.repository`,
};

export async function listWebhookFeeds(
  connection: Connection,
  ownerId: string,
): Promise<WebhookFeedRow[]> {
  return connection.query<WebhookFeedRow>(statement, [ownerId]);
}
