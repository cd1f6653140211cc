import type { Connection } from '../../database.ts';
import { stateOfKnownFeed } from './list-webhook-feeds.ts';

export interface WebhookCount {
  /** Deliveries that are not processed yet. */
  inbox: number;
  /** How long the oldest of them has been waiting. */
  lagMs: number;
  feeds: { forgeId: string; live: number; waiting: number; silent: number }[];
}

/** Counts deliveries and feeds for the metrics. */
const statement = {
  name: 'count-webhooks',
  text: `
SELECT
  (SELECT count(*)::int FROM webhook_deliveries WHERE state = 'received') AS "inbox",
  (SELECT COALESCE(max(extract(epoch FROM now() - received_at) * 1000), 0)::float8
    FROM webhook_deliveries WHERE state = 'received') AS "lagMs",
  (SELECT COALESCE(json_agg(counted), '[]') FROM (
    SELECT forge_id AS "forgeId",
      count(*) FILTER (WHERE state = 'live') AS "live",
      count(*) FILTER (WHERE state = 'waiting') AS "waiting",
      count(*) FILTER (WHERE state = 'silent') AS "silent"
    FROM (SELECT f.forge_id, ${stateOfKnownFeed} AS state FROM webhook_feeds f) AS feeds
    GROUP BY forge_id) AS counted) AS "feeds"`,
};

export async function countWebhooks(connection: Connection): Promise<WebhookCount> {
  const [row] = await connection.query<WebhookCount>(statement);
  return row ?? { inbox: 0, lagMs: 0, feeds: [] };
}
