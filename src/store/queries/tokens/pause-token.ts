import { maximumJitterMs } from '../../../domain/backoff.ts';
import type { TokenPause } from '../../../domain/forge-token.ts';
import { notifyChanged } from '../../change-notice.ts';
import type { Connection } from '../../database.ts';

/**
 * S5: stops one (token, forge), or one quota of it, for as long as the forge said: for every replica,
 * through the row in `forge_pauses`. The end is an instant of this database, because no other clock
 * agrees with it. Where the forge gave an instant, it is rounded to the second that it is.
 *
 * Every tracked branch that is due earlier moves behind the pause, but only once no quota is left that
 * could serve it: until the first one is refilled, and until a pause of the whole token ends. Rows of
 * other tokens and other forges are not touched. `pause` returns the row as it is now, which `known`
 * must not read from the snapshot.
 * SKIP LOCKED: a row that is being written right now meets the pause when it is next acquired; waiting
 * for it here could deadlock with a second pause.
 */
const statement = {
  name: 'pause-token',
  text: `
WITH pause AS (
  INSERT INTO forge_pauses (forge_id, token_fingerprint, bucket, paused_until)
  SELECT $1, $2, $3, CASE WHEN $9::boolean
    THEN date_trunc('second', ends_at + interval '500 milliseconds') ELSE ends_at END
  FROM (SELECT now() + $4::float8 * interval '1 millisecond' AS ends_at) AS measured
  ON CONFLICT (forge_id, token_fingerprint, bucket)
  DO UPDATE SET paused_until = GREATEST(forge_pauses.paused_until, excluded.paused_until)
  RETURNING bucket, paused_until
), known AS MATERIALIZED (
  SELECT bucket, paused_until FROM pause
  UNION ALL
  SELECT bucket, paused_until FROM forge_pauses
  WHERE forge_id = $1 AND token_fingerprint = $2 AND bucket <> $3 AND paused_until > now()
), ending AS MATERIALIZED (
  SELECT GREATEST(
    max(paused_until) FILTER (WHERE bucket = ''),
    CASE WHEN count(*) FILTER (WHERE bucket = ANY ($5::text[])) = cardinality($5::text[])
      THEN min(paused_until) FILTER (WHERE bucket = ANY ($5::text[])) END) AS paused_until
  FROM known
), waiting AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, c.owner_id, ending.paused_until,
    s.failure_kind IS DISTINCT FROM 'rate_limited' AS changed
  FROM ending
  JOIN chat_diff_statuses s ON s.forge_id = $1 AND s.stale_at < ending.paused_until
  JOIN chats c ON c.id = s.chat_id
  LEFT JOIN forge_tokens t ON t.owner_id = c.owner_id AND t.forge_id = $1
  WHERE s.git_remote_origin <> '' AND s.git_branch <> ''
    AND (t.token_fingerprint = $2 OR ($7 AND t.owner_id IS NULL))
  FOR UPDATE OF s SKIP LOCKED
), postponed AS (
  UPDATE chat_diff_statuses s SET
    stale_at = waiting.paused_until + random() * $8::float8 * interval '1 millisecond',
    recorded_revision = s.revision,
    failure_kind = 'rate_limited', failure_message = $6, failure_retry_at = waiting.paused_until,
    failure_token = $2
  FROM waiting
  WHERE s.chat_id = waiting.chat_id
    AND s.git_remote_origin = waiting.git_remote_origin
    AND s.git_branch = waiting.git_branch
  RETURNING s.chat_id, waiting.owner_id, waiting.changed
)
${notifyChanged('postponed WHERE changed')}`,
};

export async function pauseToken(connection: Connection, pause: TokenPause): Promise<void> {
  await connection.query(statement, [
    pause.forgeId,
    pause.tokenFingerprint,
    pause.bucket ?? '',
    pause.retryInMs,
    pause.statusBuckets,
    pause.message,
    pause.shared,
    maximumJitterMs,
    pause.endsOnSecond ?? false,
  ]);
}
