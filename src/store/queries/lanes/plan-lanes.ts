import type { Connection } from '../../database.ts';

/**
 * Brings the lanes up to date with the rows: one lane for each owner and each repository with an open
 * pull request that was fetched without failure. Lanes that are no longer needed are deleted. Existing
 * lanes keep their due time, unless a pull request of the repository has changed. All lanes are locked in
 * the order of their keys, because every replica plans them: decision 13.
 */
const statement = {
  name: 'plan-lanes',
  text: `
WITH wanted AS MATERIALIZED (
  SELECT s.forge_id, regexp_replace(s.url, '[0-9]+[^0-9]*$', '') AS url_prefix, c.owner_id,
    max(s.pull_request_changed_at) AS changed_at
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = ANY ($1::text[]) AND s.pull_request_state = 'open' AND s.url IS NOT NULL
    AND s.failure_kind IS NULL AND s.stale_at IS NOT NULL AND NOT c.archived
  GROUP BY 1, 2, 3
), held AS MATERIALIZED (
  SELECT l.* FROM repository_lanes l
  ORDER BY l.forge_id, l.url_prefix, l.owner_id
  FOR UPDATE
), dropped AS (
  DELETE FROM repository_lanes l USING held
  WHERE (l.forge_id, l.url_prefix, l.owner_id) = (held.forge_id, held.url_prefix, held.owner_id)
    AND NOT EXISTS (
    SELECT FROM wanted w
    WHERE (w.forge_id, w.url_prefix, w.owner_id) = (l.forge_id, l.url_prefix, l.owner_id))
)
INSERT INTO repository_lanes AS l (forge_id, url_prefix, owner_id, changed_at)
SELECT forge_id, url_prefix, owner_id, changed_at FROM wanted
WHERE (SELECT count(*) FROM held) >= 0
ORDER BY forge_id, url_prefix, owner_id
ON CONFLICT (forge_id, url_prefix, owner_id) DO UPDATE SET
  changed_at = excluded.changed_at,
  due_at = LEAST(l.due_at, now() + interval '15 seconds')
WHERE excluded.changed_at > l.changed_at OR (l.changed_at IS NULL) <> (excluded.changed_at IS NULL)`,
};

export async function planLanes(connection: Connection, forgeIds: readonly string[]) {
  await connection.query(statement, [forgeIds]);
}
