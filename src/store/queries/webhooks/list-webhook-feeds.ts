import type { Connection } from '../../database.ts';
import { isOfFeed } from '../../feed-identity.ts';

/** The forge's clock and ours may differ, and a delivery takes a moment. */
const toleranceMinutes = 5;
const longestSilenceHours = 24;

/**
 * Whether the feed `f` should have delivered and did not: a pull request of its repository changed
 * after the last delivery, or nothing was ever delivered although a hook is installed.
 * Skips rows of forks: the changes of their pull requests are delivered by the base repository.
 */
export const isSilent = `(
    (f.last_delivery_at IS NULL
      AND f.installed_at < now() - interval '${longestSilenceHours} hours')
    OR EXISTS (
      SELECT FROM chat_diff_statuses s
      WHERE ${isOfFeed}
        AND s.pull_request_changed_at
          > f.last_delivery_at + interval '${toleranceMinutes} minutes'
        AND NOT EXISTS (
          SELECT FROM unnest(string_to_array(s.repository, '/')) AS part
          WHERE strpos(lower(s.url), '/' || part || '/') = 0)))`;

/** Whether the repository has a hook, installed by Afterpush or by hand, as far as is known. */
const isKnown = '(f.installed_at IS NOT NULL OR f.last_delivery_at IS NOT NULL)';

/** The state of the known feed `f`. Before its first delivery, nothing shows yet that its hook works. */
export const stateOfKnownFeed = `CASE WHEN ${isSilent} THEN 'silent'
    WHEN f.last_delivery_at IS NULL THEN 'waiting' ELSE 'live' END`;

export interface WebhookFeedRow {
  forgeId: string;
  repository: string;
  state: 'live' | 'waiting' | 'silent' | 'never';
  lastDeliveryAt: Date | null;
  installedAt: Date | null;
}

/** The feed of every repository that the owner's chats track, with or without a hook (S12). */
const statement = {
  name: 'list-webhook-feeds',
  text: `
WITH tracked AS (
  SELECT s.forge_id, s.repository, 
    (array_agg(s.repository_id ORDER BY s.refreshed_at DESC NULLS LAST)
      FILTER (WHERE s.repository_id IS NOT NULL))[1] AS repository_id
  FROM chat_diff_statuses s JOIN chats c ON c.id = s.chat_id
  WHERE c.owner_id = $1 AND NOT c.archived AND s.forge_id <> '' AND s.repository <> ''
  GROUP BY s.forge_id, s.repository
)
SELECT tracked.forge_id AS "forgeId", tracked.repository AS "repository",
  CASE WHEN ${isKnown} THEN ${stateOfKnownFeed} ELSE 'never' END AS "state",
  f.last_delivery_at AS "lastDeliveryAt", f.installed_at AS "installedAt"
FROM tracked
LEFT JOIN LATERAL (
  SELECT f.* FROM webhook_feeds f
  WHERE f.forge_id = tracked.forge_id
    AND (f.repository = tracked.repository OR f.repository_id = tracked.repository_id)
    AND (f.repository_id = tracked.repository_id) IS NOT FALSE
  ORDER BY f.repository_id = tracked.repository_id DESC NULLS LAST LIMIT 1) f ON true
ORDER BY tracked.forge_id, tracked.repository`,
};

export async function listWebhookFeeds(
  connection: Connection,
  ownerId: string,
): Promise<WebhookFeedRow[]> {
  return connection.query<WebhookFeedRow>(statement, [ownerId]);
}
