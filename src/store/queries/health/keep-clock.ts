import type { Connection } from '../../database.ts';
import { inLockOrder, ranksInLockOrder } from '../../lock-order.ts';

/** As a condition without columns of a table, it is checked before the table is read. */
const hasStepped = '(SELECT count(*) FROM step) > 0';

/**
 * The database owns every due time, and its clock may step back: an operator or NTP sets it. Everything
 * that was due would then wait as long as the step. The row in `database_clock` remembers the latest time
 * that was seen, and the first replica to notice a step corrects what lies in the future by it. The lock
 * on that row makes it the only one. A step of less than five seconds costs less than the correction.
 *
 * The remembered time is written once a minute, so that an idle database stays idle: a step counts as up
 * to a minute shorter. The instants of one row keep their order.
 */
export const statement = {
  name: 'keep-clock',
  text: `
WITH known AS MATERIALIZED (
  SELECT latest_at FROM database_clock FOR UPDATE
), step AS MATERIALIZED (
  SELECT latest_at - now() AS back FROM known WHERE latest_at - now() > interval '5 seconds'
), remembered AS (
  INSERT INTO database_clock AS c (id, latest_at) VALUES (true, now())
  ON CONFLICT (id) DO UPDATE SET latest_at = now()
  WHERE c.latest_at < now() - interval '1 minute' OR EXISTS (SELECT FROM step)
), late AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, (SELECT back FROM step) AS back
  FROM chat_diff_statuses s
  WHERE ${hasStepped} AND (s.stale_at > now() OR s.updated_at > now() OR s.refreshed_at > now())
  ${inLockOrder}
), ranked AS MATERIALIZED (
  ${ranksInLockOrder('late')}
), corrected AS (
  UPDATE chat_diff_statuses s SET
    stale_at = s.stale_at - late.back,
    failure_retry_at = s.failure_retry_at - late.back,
    updated_at = s.updated_at - late.back,
    changed_at = s.changed_at - late.back,
    reported_at = s.reported_at - late.back,
    refreshed_at = s.refreshed_at - late.back,
    detailed_at = s.detailed_at - late.back,
    fully_read_at = s.fully_read_at - late.back,
    checks_delivered_at = s.checks_delivered_at - late.back,
    outdated_since = s.outdated_since - late.back,
    verdict_since = s.verdict_since - late.back,
    head_history = s.head_history || jsonb_build_object('head_at',
      (s.head_history ->> 'head_at')::timestamptz - late.back)
  FROM late
  WHERE ${hasStepped} AND (SELECT count(*) FROM ranked) >= 0 AND s.chat_id = late.chat_id
    AND s.git_remote_origin = late.git_remote_origin
    AND s.git_branch = late.git_branch
), pauses AS (
  UPDATE forge_pauses SET paused_until = paused_until - back FROM step WHERE paused_until > now()
), budgets AS (
  UPDATE forge_budgets SET reset_at = reset_at - back FROM step WHERE reset_at > now()
), lanes AS (
  UPDATE lanes SET due_at = due_at - back, surveyed_at = surveyed_at - back,
    reported_at = reported_at - back, missed_at = missed_at - back,
    confirmed_at = confirmed_at - back, opened_at = opened_at - back, marked_at = marked_at - back
  FROM step WHERE ${hasStepped}
), deliveries AS (
  UPDATE webhook_deliveries SET available_at = available_at - back FROM step
  WHERE available_at > now()
), feeds AS (
  UPDATE webhook_feeds SET claimed_at = claimed_at - back FROM step WHERE claimed_at > now()
)
SELECT (extract(epoch FROM back) * 1000)::float8 AS "backMs",
  announce(json_build_object('kind', 'due', 'forge_id', NULL)::text),
  announce(json_build_object('kind', 'delivery')::text)
FROM step`,
};

/** Returns by how many milliseconds the clock has stepped back; undefined when it has not. */
export async function keepClock(connection: Connection): Promise<number | undefined> {
  const [row] = await connection.query<{ backMs: number }>(statement);
  return row?.backMs;
}
