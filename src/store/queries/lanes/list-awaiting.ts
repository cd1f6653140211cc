import type { AwaitingRepository, LaneScope } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { urlPrefixOf } from './lane-key.ts';

/**
 * The repositories, per owner, with a branch that was pushed within a week and has no pull request, or a
 * settled one that may get a successor: they have a list although no URL of it is stored. A fork's pull
 * requests are in the list of another repository, which earlier ones of the same owner reveal.
 */
const toStatement = (scope: LaneScope['kind']) => ({
  name: `list-awaiting-${scope}`,
  text: `
WITH awaiting AS MATERIALIZED (
  SELECT s.forge_id, c.owner_id, s.repository, max(s.repository_id) AS repository_id,
    min(s.git_remote_origin) AS remote_origin, max(s.reported_at) AS reported_at
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = ANY ($1::text[]) AND s.repository <> ''
    AND ${scope === 'chats' ? 's.chat_id' : 'c.owner_id'} = ANY ($2::text[])
    AND s.stale_at IS NOT NULL AND NOT c.archived
    AND s.failure_kind IS NULL
    AND (s.url IS NULL AND s.reported_at > now() - interval '7 days'
      OR s.pull_request_state <> 'open' AND s.reported_at > now() - interval '10 minutes')
  GROUP BY 1, 2, 3
)
SELECT a.forge_id AS "forgeId", a.owner_id AS "ownerId", a.repository,
  a.repository_id AS "repositoryId", a.remote_origin AS "remoteOrigin",
  a.reported_at AS "reportedAt", parent.url_prefix AS "urlPrefix"
FROM awaiting a
LEFT JOIN LATERAL (
  SELECT ${urlPrefixOf('s')} AS url_prefix
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = a.forge_id AND s.repository = a.repository AND c.owner_id = a.owner_id
    AND s.url IS NOT NULL
  ORDER BY s.refreshed_at DESC NULLS LAST LIMIT 1
) parent ON true`,
});

export const statements = { owners: toStatement('owners'), chats: toStatement('chats') };

export function listAwaiting(
  connection: Connection,
  forgeIds: readonly string[],
  scope: LaneScope,
): Promise<AwaitingRepository[]> {
  return connection.query<AwaitingRepository>(statements[scope.kind], [forgeIds, scope.ids]);
}
