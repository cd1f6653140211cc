import { inLockOrder } from './lock-order.ts';
import { inLaneOrder } from './queries/lanes/lane-key.ts';

/** The failures that another token may not have. */
const tokenFailures = `('no_token', 'unauthorized', 'forbidden', 'not_found', 'rate_limited')`;

/** The row waits because of its token, or a refresh with that token is running. */
export const waitsForToken = `s.stale_at > now() AND NOT c.archived
    AND (s.failure_kind IN ${tokenFailures} OR s.revision IS DISTINCT FROM s.recorded_revision)`;

/**
 * CTEs that make the rows of `waiting` due at once, with the fence of a push signal (S2), survey at once the
 * repositories of their owners and the lanes `l` that match a condition, and announce both. Lanes use one quota,
 * so that they may wait where rows need not. `$1` is the forge.
 */
export const releaseWaiting = (laneCondition: string) => `released AS (
  UPDATE chat_diff_statuses s SET
    interrupted_revision =
      CASE WHEN s.stale_at <= now() THEN s.interrupted_revision ELSE s.revision END,
    revision = s.revision + 1,
    routine = false,
    stale_at = now()
  FROM waiting
  WHERE s.chat_id = waiting.chat_id
    AND s.git_remote_origin = waiting.git_remote_origin
    AND s.git_branch = waiting.git_branch
), held AS MATERIALIZED (
  SELECT l.ctid FROM lanes l
  WHERE l.forge_id = $1 AND l.due_at > now()
    AND (l.owner_id IN (SELECT owner_id FROM waiting) OR ${laneCondition})
  ${inLaneOrder}
), surveyed AS (
  UPDATE lanes l SET due_at = now()
  FROM held WHERE l.ctid = held.ctid
)
SELECT announce(json_build_object('kind', 'token_change', 'forge_id', $1::text)::text)`;

/** Locks the rows that wait and match a condition. */
export function lockWaiting(condition: string): string {
  return `waiting AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, c.owner_id
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  LEFT JOIN forge_tokens t ON t.owner_id = c.owner_id AND t.forge_id = s.forge_id
  WHERE s.forge_id = $1 AND ${waitsForToken}
    AND ${condition}
  ${inLockOrder}
)`;
}
