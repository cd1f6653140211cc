import type { Connection } from '../../database.ts';

export interface DiscoverySettings {
  enabled: boolean;
  botAuthors: string[];
  /** URLs of pull requests and repositories. */
  hidden: string[];
}

const statement = {
  name: 'find-discovery-settings',
  text: `
SELECT COALESCE(s.enabled, true) AS "enabled", COALESCE(s.bot_authors, '{}') AS "botAuthors",
  ARRAY(
    SELECT url FROM own_pull_requests WHERE owner_id = $1 AND chat_id IS NULL
    ORDER BY noted_at DESC LIMIT 1000) AS "hidden"
FROM (SELECT $1::text AS owner_id) requested
LEFT JOIN discovery_settings s ON s.owner_id = requested.owner_id`,
};

export async function findDiscoverySettings(
  connection: Connection,
  ownerId: string,
): Promise<DiscoverySettings> {
  const [settings] = await connection.query<DiscoverySettings>(statement, [ownerId]);
  return settings ?? { enabled: true, botAuthors: [], hidden: [] };
}
