import { maximumJitterMs } from '../../../domain/backoff.ts';
import type { TokenPause } from '../../../domain/forge-token.ts';
import type { Connection } from '../../database.ts';

/**
 * S5: stops one (token, forge) until the forge allows it again: for every replica, through the row
 * in `forge_pauses`, and for every tracked branch that is due earlier, by moving it behind the pause.
 * Rows of other tokens and other forges are not touched.
 * SKIP LOCKED: a row that is being written right now meets the pause when it is next acquired; waiting
 * for it here could deadlock with a second pause.
 */
const statement = {
  name: 'pause-token',
  text: `
WITH pause AS (
  INSERT INTO forge_pauses (forge_id, token_fingerprint, paused_until)
  VALUES ($1, $2, $3)
  ON CONFLICT (forge_id, token_fingerprint)
  DO UPDATE SET paused_until = GREATEST(forge_pauses.paused_until, excluded.paused_until)
), waiting AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, c.owner_id,
    s.failure_kind IS DISTINCT FROM 'rate_limited' AS changed
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  LEFT JOIN forge_tokens t ON t.owner_id = c.owner_id AND t.forge_id = $1
  WHERE s.forge_id = $1 AND s.stale_at < $3
    AND s.git_remote_origin <> '' AND s.git_branch <> ''
    AND (t.token_fingerprint = $2 OR ($5 AND t.owner_id IS NULL))
  FOR UPDATE OF s SKIP LOCKED
), postponed AS (
  UPDATE chat_diff_statuses s SET
    stale_at = $3::timestamptz + random() * $6::float8 * interval '1 millisecond',
    recorded_revision = s.revision,
    failure_kind = 'rate_limited', failure_message = $4, failure_retry_at = $3
  FROM waiting
  WHERE s.chat_id = waiting.chat_id
    AND s.git_remote_origin = waiting.git_remote_origin
    AND s.git_branch = waiting.git_branch
  RETURNING s.chat_id, waiting.owner_id, waiting.changed
)
SELECT pg_notify('afterpush', json_build_object(
  'kind', 'diff_status_change', 'chat_id', chat_id, 'owner_id', owner_id)::text)
FROM postponed WHERE changed`,
};

export async function pauseToken(connection: Connection, pause: TokenPause): Promise<void> {
  await connection.query(statement, [
    pause.forgeId,
    pause.tokenFingerprint,
    pause.until,
    pause.message,
    pause.shared,
    maximumJitterMs,
  ]);
}
