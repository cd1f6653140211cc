import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';

/**
 * At start: rows of forges that the configuration no longer has go back to the unassigned queue,
 * where their origin is looked up again.
 */
const statement = {
  name: 'release-unknown-forges',
  text: `
WITH held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  FROM chat_diff_statuses s
  WHERE s.forge_id <> '' AND NOT s.forge_id = ANY ($1::text[])
  ${inLockOrder}
)
UPDATE chat_diff_statuses s SET forge_id = ''
FROM held
WHERE s.chat_id = held.chat_id
  AND s.git_remote_origin = held.git_remote_origin
  AND s.git_branch = held.git_branch`,
};

export async function releaseUnknownForges(
  connection: Connection,
  configuredForgeIds: readonly string[],
): Promise<void> {
  await connection.query(statement, [configuredForgeIds]);
}
