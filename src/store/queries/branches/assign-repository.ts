import type { Connection } from '../../database.ts';
import type { FencedRow } from '../../fence.ts';
import { mergeDuplicates } from './merge-duplicates.ts';

/**
 * Stores the repository of an acquired row's origin, if it was unknown or the configuration changed
 * how the origin is parsed. Fenced (S1); the lease stays as it is. Another row of the same repository and
 * branch is merged with this one.
 */
const statement = {
  name: 'assign-repository',
  text: `
UPDATE chat_diff_statuses SET repository = $5
WHERE chat_id = $1 AND git_remote_origin = $2 AND git_branch = $3 AND revision = $4`,
};

export async function assignRepository(
  connection: Connection,
  row: FencedRow,
  repository: string,
): Promise<void> {
  const { chatId, remoteOrigin, branch } = row;
  const identity = { forgeId: null, repository };
  await mergeDuplicates(connection, { chatIds: [chatId], remoteOrigin, branch, ...identity });
  const values = [row.chatId, row.remoteOrigin, row.branch, row.revision, repository];
  await connection.query(statement, values);
}
