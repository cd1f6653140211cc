import type { FollowOwnPullRequest } from '../../../domain/own-pull-request.ts';
import type { Connection } from '../../database.ts';
import { insertGivenChats } from '../chats/insert-chat.ts';

/**
 * Creates a chat with the branch of a pull request, which is due at once. Not if the person has hidden it,
 * or any of their chats has that branch already. A chat that was kept when it was hidden is its chat again.
 * Of two concurrent requests, the second finds the chat of the first and creates none.
 * No push is reported, because there was none.
 */
const statement = {
  name: 'follow-own-pull-request',
  text: `
WITH wanted AS MATERIALIZED (
  SELECT $2::text AS public_id, $1::text AS owner_id, $3::text AS title, $4::text AS workspace_id, NULL::text AS agent
  WHERE NOT EXISTS (
      SELECT FROM own_pull_requests WHERE owner_id = $1 AND url IN (lower($5), lower($6)))
    AND NOT EXISTS (
      SELECT FROM chat_diff_statuses s JOIN chats c ON c.id = s.chat_id
      WHERE c.owner_id = $1 AND s.forge_id = $9 AND s.git_branch = $8
        AND (s.repository = $10 OR s.repository_id = $11))
), kept AS MATERIALIZED (
  SELECT c.id FROM wanted JOIN chats c USING (owner_id, public_id)
), given AS (
  SELECT * FROM wanted WHERE NOT EXISTS (SELECT FROM kept)
), ${insertGivenChats}, noted AS (
  INSERT INTO own_pull_requests (owner_id, url, chat_id)
  SELECT $1, lower($5), id FROM (SELECT id FROM created UNION ALL SELECT id FROM kept) AS chat
  ON CONFLICT DO NOTHING
), tracked AS (
  INSERT INTO chat_diff_statuses
    (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at)
  SELECT id, $7, $8, $9, $10, now() FROM created
  RETURNING chat_id, forge_id
)
SELECT announce(json_build_object(
    'kind', 'chat_created', 'chat_id', chat_id, 'owner_id', $1::text)::text),
  announce(json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM tracked`,
};

/** Whether a chat was created. */
export async function followOwnPullRequest(
  connection: Connection,
  follow: FollowOwnPullRequest,
): Promise<boolean> {
  const { ownerId, publicId, title, workspaceId, url, repositoryUrl } = follow;
  const { remoteOrigin, branch, forgeId, repository, repositoryId } = follow;
  const created = [ownerId, publicId, title, workspaceId, url, repositoryUrl];
  const tracked = [remoteOrigin, branch, forgeId, repository, repositoryId];
  const rows = await connection.query(statement, [...created, ...tracked]);
  return rows.length > 0;
}
