import type { ConfirmIntervals, ListedPullRequest } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { deliverable } from '../../webhook-targets.ts';
import { isListedAsStored, listed, toListedValues } from './mark-moved-due.ts';

/** The lane of the head found the stored checks within a moment. */
const areConfirmed = `EXISTS (
      SELECT FROM lanes l
      WHERE l.forge_id = s.forge_id AND l.head_sha = s.head_sha AND l.owner_id = c.owner_id
        AND l.confirmed_at > now() - interval '2 minutes')`;

/** All checks have passed, the optional ones too. */
const isSettled = `(s.checks_failed + s.checks_pending + s.checks_optional_failed = 0
      AND cardinality(s.checks_missing) = 0)`;

/**
 * One owner's rows whose open pull request has not changed, according to the list of its repository: they are as
 * fresh as if each had been fetched. A list does not contain mergeability, so only rows with a known one are
 * confirmed, and none for longer than ten minutes after the pull request was fetched in full, or three within an
 * hour of its last change: threads are resolved without changing it, mostly then. Both times are divided by
 * `$12`, as intervals are. Nor does a list contain checks: those that the lane of the head has just found again
 * are confirmed with the row. Without such a lane, only completed checks are. They are run again without a
 * change of the pull request, mostly soon after one: such a row is not confirmed within an hour of its last
 * change. If a check failed, runs or has not started, also one that is not required, it is not confirmed within
 * a day, nor when it is due early for a person who has the chat open, which is when the row is not routine. The
 * caller passes only pull requests that changed long ago by their forge's clock. Only rows without a lease or a
 * new signal, which is when the revision is the recorded one. Nothing is published, because nothing changed
 * (S11).
 */
const statement = {
  name: 'confirm-unmoved',
  text: `
WITH unmoved AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${deliverable}
    AND c.owner_id = $2
    AND s.pull_request_state = 'open' AND s.failure_kind IS NULL
    AND s.revision = s.recorded_revision AND s.stale_at > now()
    AND (${areConfirmed} OR s.checks_state IN ('passed', 'failed')
      AND CASE WHEN ${isSettled} THEN s.changed_at < now() - interval '1 hour'
        ELSE s.routine AND s.changed_at < now() - interval '1 day' END)
    AND s.mergeability IS DISTINCT FROM 'unknown'
    AND s.conversation_unread IS NOT TRUE
    AND EXISTS (
      SELECT FROM ${listed}
      WHERE ${isListedAsStored} AND x.is_open AND x.changed_at = s.pull_request_changed_at
        AND x.head_sha = s.head_sha)
  ${inLockOrder}
)
UPDATE chat_diff_statuses s SET
  refreshed_at = now(),
  stale_at = GREATEST(s.stale_at, LEAST(
    now() + $11::float8 * interval '1 millisecond',
    s.fully_read_at + CASE WHEN s.changed_at > now() - interval '1 hour'
      THEN interval '3 minutes' ELSE interval '10 minutes' END / $12::float8))
FROM unmoved
WHERE s.chat_id = unmoved.chat_id
  AND s.git_remote_origin = unmoved.git_remote_origin
  AND s.git_branch = unmoved.git_branch`,
};

export async function confirmUnmoved(
  connection: Connection,
  lane: { forgeId: string; ownerId: string },
  pullRequests: readonly ListedPullRequest[],
  { confirmMs, pollPace }: ConfirmIntervals,
): Promise<void> {
  const { forgeId, ownerId } = lane;
  await connection.query(statement, [
    forgeId,
    ownerId,
    ...toListedValues(pullRequests),
    confirmMs,
    pollPace,
  ]);
}
