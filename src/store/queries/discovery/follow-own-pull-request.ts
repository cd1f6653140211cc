import type { FollowOwnPullRequest } from '../../../domain/own-pull-request.ts';
import type { Connection } from '../../database.ts';

/**
 * Creates a chat with the branch of a pull request, which is due at once. Not if the person has hidden it,
 * or any of their chats has that branch already. A chat that was kept when it was hidden is its chat again.
 * No push is reported, because there was none.
 */
const statement = {
  name: 'follow-own-pull-request',
  text: `
WITH noted AS (
  INSERT INTO own_pull_requests (owner_id, url, chat_id)
  SELECT $1, lower($5), $2
  WHERE NOT EXISTS (
      SELECT FROM own_pull_requests WHERE owner_id = $1 AND url IN (lower($5), lower($6)))
    AND NOT EXISTS (
      SELECT FROM chat_diff_statuses s JOIN chats c ON c.id = s.chat_id
      WHERE c.owner_id = $1 AND s.forge_id = $9 AND s.git_branch = $8
        AND (s.repository = $10 OR s.repository_id = $11))
  ON CONFLICT DO NOTHING
  RETURNING chat_id
), created AS (
  INSERT INTO chats (id, owner_id, title, workspace_id, created_at, updated_at)
  SELECT noted.chat_id, $1, $3, $4, instant, instant
  FROM noted, date_trunc('milliseconds', now()) AS instant
  ON CONFLICT (id) DO NOTHING
  RETURNING id
), tracked AS (
  INSERT INTO chat_diff_statuses
    (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at)
  SELECT id, $7, $8, $9, $10, now() FROM created
  RETURNING chat_id, forge_id
)
SELECT pg_notify('afterpush', json_build_object(
    'kind', 'chat_created', 'chat_id', chat_id, 'owner_id', $1::text)::text),
  pg_notify('afterpush', json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM tracked`,
};

/** Whether a chat was created. */
export async function followOwnPullRequest(
  connection: Connection,
  follow: FollowOwnPullRequest,
): Promise<boolean> {
  const { ownerId, chatId, title, workspaceId, url, repositoryUrl } = follow;
  const { remoteOrigin, branch, forgeId, repository, repositoryId } = follow;
  const created = [ownerId, chatId, title, workspaceId, url, repositoryUrl];
  const tracked = [remoteOrigin, branch, forgeId, repository, repositoryId];
  const rows = await connection.query(statement, [...created, ...tracked]);
  return rows.length > 0;
}
