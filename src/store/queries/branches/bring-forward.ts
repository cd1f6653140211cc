import type { BringForward } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';

/**
 * A person has the chat open: its rows whose checks failed or have not ended are due when they were last
 * read in full this long ago, because checks run again without any other change. The page repeats this
 * while the chat is open, on whichever replica. Most of the time nothing is left to write.
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
  ${inLockOrder}
), brought AS (
  UPDATE chat_diff_statuses s SET stale_at = open.due_at, routine = false
  FROM open
  WHERE s.chat_id = open.chat_id
    AND s.git_remote_origin = open.git_remote_origin
    AND s.git_branch = open.git_branch
  RETURNING s.forge_id
)
SELECT pg_notify('afterpush', json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM (SELECT DISTINCT forge_id FROM brought) AS forges`,
};

export async function bringForward(
  connection: Connection,
  { chatId, maximumAgeMs }: BringForward,
): Promise<void> {
  await connection.query(statement, [chatId, maximumAgeMs]);
}
