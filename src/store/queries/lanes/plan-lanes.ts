import type { LaneScope, PlanLanes } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { isFed, isFedChecks } from './feed-of-lane.ts';
import { inLaneOrder, isSameLane, urlPrefixOf } from './lane-key.ts';

/** A push that the list has not awaited so far, and a change that it has not shown. */
const isPushed = `(excluded.reported_at IS NOT NULL
    AND (excluded.reported_at <= l.reported_at) IS NOT TRUE)`;
const isMoved = `(excluded.changed_at IS NOT NULL
    AND (excluded.changed_at <= l.changed_at) IS NOT TRUE)`;

/**
 * Brings the lanes up to date with the rows. For each owner, every repository with an open pull request that was
 * fetched without failure has a lane for its list, and so has every one that awaits a pull request. Every head
 * of an open pull request that changed within a day has one for its checks, unless webhooks report them.
 *
 * Lanes of the owners that are no longer needed are deleted, unless only some chats are planned. Existing ones keep their
 * due time, except where something has just changed: a list whose repository has a newer change, or a push
 * that awaits a pull request, and the checks of a row that has changed. Where webhooks are live, the list only has to
 * show what they lost, and may take two minutes. New lanes of heads are spread.
 *
 * All lanes that may be written are locked in the order of their keys, because every replica plans them:
 * decision 13.
 */
const toStatement = (scope: LaneScope['kind']) => ({
  name: `plan-lanes-${scope}`,
  text: `
WITH opened AS MATERIALIZED (
  SELECT s.forge_id, ${urlPrefixOf('s')} AS url_prefix, c.owner_id, s.head_sha,
    s.pull_request_changed_at, s.changed_at
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = ANY ($1::text[]) AND s.pull_request_state = 'open' AND s.url IS NOT NULL
    AND s.failure_kind IS NULL AND s.stale_at IS NOT NULL AND NOT c.archived
    AND ${scope === 'chats' ? 's.chat_id' : 'c.owner_id'} = ANY ($7::text[])
), lists AS (
  SELECT forge_id, url_prefix, owner_id, pull_request_changed_at AS changed_at,
    NULL::timestamptz AS reported_at
  FROM opened
  UNION ALL
  SELECT x.forge_id, x.url_prefix, x.owner_id, NULL, x.reported_at
  FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[])
    AS x (forge_id, url_prefix, owner_id, reported_at)
), wanted AS MATERIALIZED (
  SELECT forge_id, max(url_prefix) AS url_prefix, owner_id, '' AS head_sha,
    max(changed_at) AS changed_at, max(reported_at) AS reported_at, now() AS due_at
  FROM lists
  GROUP BY forge_id, lower(url_prefix), owner_id
  UNION ALL
  SELECT forge_id, url_prefix, owner_id, head_sha, NULL, NULL,
    now() + interval '2 seconds' + interval '600 milliseconds' * row_number() OVER (
      PARTITION BY owner_id ORDER BY changed_at DESC)
  FROM (
    SELECT forge_id, max(url_prefix) AS url_prefix, owner_id, head_sha, max(changed_at) AS changed_at
    FROM opened o
    WHERE head_sha <> '' AND forge_id = ANY ($2::text[])
      AND changed_at > now() - interval '1 day'
      AND NOT EXISTS (
        SELECT FROM lanes l
        WHERE l.forge_id = o.forge_id AND lower(l.url_prefix) = lower(o.url_prefix)
          AND l.owner_id = o.owner_id AND l.head_sha = '' AND ${isFedChecks})
    GROUP BY forge_id, lower(url_prefix), owner_id, head_sha) AS heads
), held AS MATERIALIZED (
  SELECT l.* FROM lanes l
  WHERE ${scope === 'chats' ? `EXISTS (SELECT FROM wanted w WHERE ${isSameLane('w')})` : 'l.owner_id = ANY ($7::text[])'}
  ${inLaneOrder}
), dropped AS (
  DELETE FROM lanes l USING held
  WHERE ${scope === 'owners'} AND ${isSameLane('held')}
    AND NOT EXISTS (SELECT FROM wanted w WHERE ${isSameLane('w')})
)
INSERT INTO lanes AS l
  (forge_id, url_prefix, owner_id, head_sha, changed_at, reported_at, due_at)
SELECT forge_id, url_prefix, owner_id, head_sha, changed_at, reported_at, due_at FROM wanted
WHERE (SELECT count(*) FROM held) >= 0
ORDER BY forge_id, lower(url_prefix), owner_id, head_sha
ON CONFLICT (forge_id, lower(url_prefix), owner_id, head_sha) DO UPDATE SET
  changed_at = GREATEST(l.changed_at, excluded.changed_at),
  reported_at = ${scope === 'owners' ? 'excluded.reported_at' : 'GREATEST(l.reported_at, excluded.reported_at)'},
  due_at = CASE
    WHEN l.head_sha <> '' THEN LEAST(l.due_at, now() + interval '5 seconds')
    WHEN ${isFed} THEN LEAST(l.due_at, now() + interval '2 minutes')
    WHEN ${isPushed} AND excluded.reported_at > now() - interval '1 minute'
      THEN LEAST(l.due_at, now() + interval '3 seconds')
    WHEN ${isPushed} OR ${isMoved} THEN LEAST(l.due_at, now() + interval '15 seconds')
    ELSE l.due_at END
WHERE CASE WHEN l.head_sha <> '' THEN ${scope === 'chats'} AND l.due_at > now() + interval '5 seconds'
  ELSE ${isPushed} OR ${isMoved} ${scope === 'owners' ? 'OR excluded.reported_at IS NULL AND l.reported_at IS NOT NULL' : ''} END`,
});

export const statements = { owners: toStatement('owners'), chats: toStatement('chats') };

export async function planLanes(
  connection: Connection,
  { forgeIds, checkForgeIds, awaited, scope }: PlanLanes,
): Promise<void> {
  const values = [
    forgeIds,
    checkForgeIds,
    awaited.map((one) => one.forgeId),
    awaited.map((one) => one.urlPrefix),
    awaited.map((one) => one.ownerId),
    awaited.map((one) => one.reportedAt),
    scope.ids,
  ];
  await connection.query(statements[scope.kind], values);
}
