import type { TrackedBranchKey } from '../domain/tracked-branch.ts';
import { isRecentDelivery } from './feed-identity.ts';

/**
 * Signals for one branch in quick succession cause one refresh: a row waits until no signal has
 * arrived for a moment, but at most so long that a push is refreshed within a second.
 * Mark stale and deliveries write `stale_at = now - 1 s` and keep an earlier value, so `stale_at` is
 * the time of the first unserved signal and `updated_at` that of the last one, unless the last change
 * was a refresh.
 */
const quietMs = 200;
const longestWaitMs = 1_000 + 600;

/** A push or a delivery that no refresh has served yet. */
const isUnserved = '(s.updated_at > s.refreshed_at OR s.refreshed_at IS NULL)';

/** It is tried again for so long while polling is paused. */
const isRecentlyUnserved = `${isUnserved} AND s.updated_at > now() - interval '1 hour'`;

/** Whether the row `s` is due only because time passes: it waits while polling is paused. */
export const isPolled = `(s.routine AND NOT (${isRecentlyUnserved}))`;

/**
 * Rows of one forge that this worker may take, due or not, as a FROM and WHERE clause: those that something
 * made due, or those that time made due. Of these, some are tried again for a push or a delivery, also while
 * polling is paused. Each kind has its own index, in the order in which they are due. The
 * chat is a subquery rather than a join, so that the first rows are read from that index in any case: with old
 * statistics, a join may read all of them first and sort them.
 * `$1` forge, `$2` excluded owners, `$3` the keys of the rows this process is refreshing.
 */
export function acquirable(kind: RowKind): string {
  return `FROM chat_diff_statuses s
  WHERE s.forge_id = $1
    AND ${kindClauses[kind]}
    AND s.stale_at IS NOT NULL
    AND s.git_remote_origin <> '' AND s.git_branch <> ''
    AND (SELECT NOT c.archived AND c.owner_id <> ALL ($2::text[]) FROM chats c WHERE c.id = s.chat_id)
    AND ${toKeyExpression('s')} <> ALL ($3::text[])`;
}

export type RowKind = 'urgent' | 'routine' | 'retried';

const kindClauses: Record<RowKind, string> = {
  urgent: 'NOT s.routine',
  routine: 's.routine',
  retried: `s.routine AND ${isRecentlyUnserved}`,
};

// No key contains a line break.
function toKeyExpression(alias: string): string {
  return ['chat_id', 'git_remote_origin', 'git_branch']
    .map((column) => `${alias}.${column}`)
    .join(" || E'\\n' || ");
}

/** The key of a row as one text, as `acquirable` compares it. */
export function toKeyText({ chatId, remoteOrigin, branch }: TrackedBranchKey): string {
  return [chatId, remoteOrigin, branch].join('\n');
}

/** Keys as one array, for `acquirable`. */
export function toKeyTexts(keys: readonly TrackedBranchKey[]): string[] {
  return keys.map(toKeyText);
}

/** When the row may be acquired: due, and without a recent signal or waiting long enough. */
export const acquirableAt = `GREATEST(s.stale_at, LEAST(
    COALESCE(NULLIF(s.updated_at, s.refreshed_at), s.reported_at) + interval '${quietMs} milliseconds',
    s.stale_at + interval '${longestWaitMs} milliseconds'))`;

/**
 * Every signal raises the revision by one, and so did this acquire. A failed refresh serves no signal,
 * and left the revision it recorded.
 */
const isSignalled =
  '(s.revision - 1 IS DISTINCT FROM s.recorded_revision OR s.failure_kind IS NOT NULL)';

const isFed = `EXISTS (
    SELECT FROM webhook_feeds f
    WHERE f.forge_id = s.forge_id AND f.repository = s.repository
      AND ${isRecentDelivery('f.last_delivery_at')})`;

/** The RETURNING list of every acquire, from the row `s` and the chat's owner in `due`. */
const returningAcquired = `s.chat_id AS "chatId",
  s.git_remote_origin AS "remoteOrigin",
  s.git_branch AS "branch",
  due.owner_id AS "ownerId",
  s.forge_id AS "forgeId",
  s.revision AS "revision",
  s.url AS "url",
  s.pull_request_state AS "pullRequestState",
  s.head_sha AS "headSha",
  s.reported_sha AS "reportedSha",
  s.in_merge_queue AS "inMergeQueue",
  (extract(epoch FROM now() - s.updated_at) * 1000)::float8 AS "sinceUpdatedMs",
  (extract(epoch FROM now() - s.reported_at) * 1000)::float8 AS "sinceReportedMs",
  (extract(epoch FROM now() - LEAST(s.changed_at, s.updated_at)) * 1000)::float8 AS "sinceChangedMs",
  s.checks_state AS "checksState",
  s.repository AS "repository",
  s.repository_id AS "repositoryId",
  s.routine AS "routine",
  ${isSignalled} AS "signalled",
  ${isFed} AS "isFed",
  s.mergeability_attempts AS "mergeabilityAttempts",
  s.read_digest AS "readDigest"`;

/**
 * Claims the rows in `due`, for the parameter with the lease in milliseconds. The end of every statement that acquires:
 * the lease keeps others out, and the revision and the cleared `interrupted_revision` end the right of a
 * previous holder to write (S1, S3).
 */
export const leaseDue = (leaseMs: string, condition = 'true') => `UPDATE chat_diff_statuses s
SET stale_at = now() + ${leaseMs}::float8 * interval '1 millisecond', revision = s.revision + 1,
  interrupted_revision = NULL
FROM due
WHERE ${condition} AND s.chat_id = due.chat_id
  AND s.git_remote_origin = due.git_remote_origin
  AND s.git_branch = due.git_branch
RETURNING ${returningAcquired}`;

/** Keys as three arrays of equal length, for `unnest`. */
export function toKeyArrays(keys: readonly TrackedBranchKey[]): [string[], string[], string[]] {
  return [
    keys.map((key) => key.chatId),
    keys.map((key) => key.remoteOrigin),
    keys.map((key) => key.branch),
  ];
}
