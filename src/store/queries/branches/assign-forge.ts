import type { Connection } from '../../database.ts';
import type { FencedRow } from '../../fence.ts';
import { mergeDuplicates } from './merge-duplicates.ts';

/**
 * Assigns an acquired row to the forge that serves its origin, because the configuration changed
 * since the row was signalled, and makes it due there. That gives up the lease (S1: fenced). Another row
 * may already be the branch's row there: the two are merged.
 */
const statement = {
  name: 'assign-forge',
  text: `
WITH assigned AS (
  UPDATE chat_diff_statuses s SET forge_id = $5, stale_at = now(), repository_id = NULL
  WHERE s.chat_id = $1 AND s.git_remote_origin = $2 AND s.git_branch = $3 AND s.revision = $4
  RETURNING s.forge_id
)
SELECT announce(json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM assigned`,
};

export async function assignForge(
  connection: Connection,
  row: FencedRow,
  forgeId: string,
): Promise<void> {
  const { chatId, remoteOrigin, branch } = row;
  const identity = { forgeId, repository: null };
  await mergeDuplicates(connection, { chatIds: [chatId], remoteOrigin, branch, ...identity });
  const values = [row.chatId, row.remoteOrigin, row.branch, row.revision, forgeId];
  await connection.query(statement, values);
}
