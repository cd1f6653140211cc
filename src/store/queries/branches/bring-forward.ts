import type { BringForward } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { inLaneOrder } from '../lanes/lane-key.ts';

/**
 * A person has the chat open: the checks of its rows are surveyed when they were this long ago, because checks
 * run again without any other change. Where no lane has surveyed them of late, rows whose checks failed or have
 * not ended are due when they were last read in full this long ago. The page repeats this while the chat is open,
 * on whichever replica. Most of the time nothing is left to write but that it is open.
 * Only rows without a lease or a new signal, which is when the revision is the recorded one, and without a
 * failure, whose back-off stays. Not routine: a row that lingered for others, or that a repository lane
 * confirmed, would be late.
 */
const statement = {
  name: 'bring-forward',
  text: `
WITH open AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch,
    GREATEST(now(), s.detailed_at + $2::float8 * interval '1 millisecond') AS due_at
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.chat_id = $1
    AND NOT c.archived
    AND s.pull_request_state = 'open' AND s.checks_state IN ('failed', 'pending')
    AND s.failure_kind IS NULL
    AND s.revision = s.recorded_revision
    AND s.stale_at > now()
    AND s.stale_at > s.detailed_at + $2::float8 * interval '1 millisecond'
    AND NOT EXISTS (
      SELECT FROM lanes l
      WHERE l.forge_id = s.forge_id AND l.head_sha = s.head_sha AND l.owner_id = c.owner_id
        AND l.confirmed_at > now() - interval '2 minutes')
  ${inLockOrder}
), brought AS (
  UPDATE chat_diff_statuses s SET stale_at = open.due_at, routine = false
  FROM open
  WHERE s.chat_id = open.chat_id
    AND s.git_remote_origin = open.git_remote_origin
    AND s.git_branch = open.git_branch
  RETURNING s.forge_id
), heads AS MATERIALIZED (
  -- After the rows: decision 13.
  SELECT l.ctid FROM lanes l
  WHERE (SELECT count(*) FROM open) >= 0 AND EXISTS (
    SELECT FROM chat_diff_statuses s JOIN chats c ON c.id = s.chat_id
    WHERE s.chat_id = $1 AND NOT c.archived AND s.pull_request_state = 'open'
      AND s.forge_id = l.forge_id AND s.head_sha = l.head_sha AND c.owner_id = l.owner_id)
  ${inLaneOrder}
), surveyed AS (
  UPDATE lanes l SET opened_at = now(),
    due_at = LEAST(l.due_at, GREATEST(now(), l.surveyed_at + $2::float8 * interval '1 millisecond'))
  FROM heads WHERE l.ctid = heads.ctid
  RETURNING l.due_at
)
SELECT announce(json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM (SELECT DISTINCT forge_id FROM brought) AS forges
UNION ALL
SELECT announce(json_build_object('kind', 'lane_due')::text)
WHERE EXISTS (SELECT FROM surveyed)`,
};

export async function bringForward(
  connection: Connection,
  { chatId, maximumAgeMs }: BringForward,
): Promise<void> {
  await connection.query(statement, [chatId, maximumAgeMs]);
}
