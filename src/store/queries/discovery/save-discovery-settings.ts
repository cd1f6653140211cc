import type { Connection } from '../../database.ts';

export interface SaveDiscoverySettings {
  ownerId: string;
  /** Null leaves a setting as it is. */
  enabled: boolean | null;
  botAuthors: readonly string[] | null;
}

const statement = {
  name: 'save-discovery-settings',
  text: `
INSERT INTO discovery_settings AS s (owner_id, enabled, bot_authors)
VALUES ($1, COALESCE($2, true), COALESCE($3::text[], '{}'))
ON CONFLICT (owner_id) DO UPDATE SET
  enabled = COALESCE($2, s.enabled),
  bot_authors = COALESCE($3::text[], s.bot_authors)`,
};

export async function saveDiscoverySettings(
  connection: Connection,
  { ownerId, enabled, botAuthors }: SaveDiscoverySettings,
): Promise<void> {
  await connection.query(statement, [ownerId, enabled, botAuthors]);
}
