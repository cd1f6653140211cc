import type { Connection } from '../../database.ts';

/**
 * At start: rows of forges that the configuration no longer has go back to the unassigned queue,
 * where their origin is looked up again.
 */
const statement = {
  name: 'release-unknown-forges',
  text: `
UPDATE chat_diff_statuses SET forge_id = ''
WHERE forge_id <> '' AND NOT forge_id = ANY ($1::text[])`,
};

export async function releaseUnknownForges(
  connection: Connection,
  configuredForgeIds: readonly string[],
): Promise<void> {
  await connection.query(statement, [configuredForgeIds]);
}
