import type { NextDue } from '../../../domain/backoff.ts';
import type { Label, PullRequest } from '../../../domain/diff-status.ts';
import type { RecordResult } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import {
  type FencedRow,
  heldRow,
  nextRoutine,
  nextStaleAt,
  publishRecorded,
  returningRecorded,
  sameRow,
  toFencedValues,
  toRecordResult,
  toStorableText,
} from '../../fence.ts';

/**
 * The forge's replicas lag behind its deliveries: for a moment a read may be older than what is
 * stored. Bounded in time, because a forge that was restored from a backup is right for good.
 */
const isOutdated = `(held.url = $8 AND held.pull_request_changed_at > $25::timestamptz
    AND held.updated_at > now() - interval '5 minutes')`;

/** S9: what the forge did not tell this time stays, while it is about the same pull request. */
const kept = (column: string, value: string) =>
  `${column} = COALESCE(${value}, CASE WHEN held.url = $8 THEN held.${column} END)`;

/** And what is about the head commit stays only while that is the same. */
const keptForHead = (column: string, value: string) =>
  `${column} = COALESCE(${value},
      CASE WHEN held.url = $8 AND held.head_sha = $24 THEN held.${column} END)`;

/**
 * Stores what a successful refresh learned, replacing another pull request if there was one. A read
 * that is older than what is stored changes nothing and is repeated soon.
 */
const statement = {
  name: 'record-pull-request',
  text: `
WITH ${heldRow}, stored AS (
  UPDATE chat_diff_statuses s SET
    url = $8, pull_request_state = $9, pull_request_title = $10, pull_request_draft = $11,
    pr_number = $12, changes_requested = $13, approved = $14, reviewer_count = $15,
    ${keptForHead('additions', '$16::integer')},
    ${keptForHead('deletions', '$17::integer')},
    ${keptForHead('changed_files', '$18::integer')},
    ${keptForHead('commits', '$19::integer')},
    author_login = $20, author_avatar_url = $21,
    base_branch = $22, head_branch = $23, head_sha = $24,
    ${kept('pull_request_changed_at', '$25::timestamptz')},
    counts_at_least = $26,
    ${keptForHead('checks_passed', '$28::integer')},
    ${keptForHead('checks_failed', '$29::integer')},
    ${keptForHead('checks_pending', '$30::integer')},
    checks_state = CASE WHEN $28::integer IS NOT NULL THEN $27::text
      WHEN held.url = $8 AND held.head_sha = $24 THEN held.checks_state END,
    mergeability = CASE WHEN $31::text = 'computing' THEN 'unknown' ELSE $31::text END,
    mergeable = CASE WHEN $31::text IN ('mergeable', 'behind', 'blocked') THEN true
      WHEN $31::text = 'conflicting' THEN false END,
    mergeability_attempts = CASE
      WHEN $31::text <> 'computing' THEN 0
      ELSE LEAST(held.mergeability_attempts + 1, 100) END,
    ${kept('auto_merge', '$32::boolean')},
    ${kept('in_merge_queue', '$33::boolean')},
    merge_queue_position = CASE WHEN $33::boolean IS NOT NULL THEN $34::integer
      WHEN held.url = $8 THEN held.merge_queue_position END,
    ${kept('review_decision', '$35::text')},
    ${kept('unresolved_threads', '$36::integer')},
    ${kept('requested_reviewers', '$37::text[]')},
    ${kept('labels', '$38::jsonb')},
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), updated_at = now(), detailed_at = now(),
    recorded_revision = held.revision,
    stale_at = ${nextStaleAt},
    routine = ${nextRoutine}
  FROM held
  WHERE ${sameRow} AND ${isOutdated} IS NOT TRUE
  RETURNING ${returningRecorded}
), postponed AS (
  UPDATE chat_diff_statuses s SET stale_at = now() + interval '3 seconds', routine = false
  FROM held
  WHERE ${sameRow} AND ${isOutdated} IS TRUE
  RETURNING ${returningRecorded}
), recorded AS (
  SELECT * FROM stored UNION ALL SELECT * FROM postponed
)
${publishRecorded}`,
};

export async function recordPullRequest(
  connection: Connection,
  row: FencedRow,
  pullRequest: PullRequest,
  due: NextDue,
): Promise<RecordResult> {
  const values = [...toFencedValues(row, due), ...toColumnValues(pullRequest)];
  return toRecordResult(await connection.query(statement, values));
}

function toColumnValues(pullRequest: PullRequest): unknown[] {
  const { checks, requestedReviewers, labels } = pullRequest;
  const values = [
    pullRequest.url,
    pullRequest.state,
    pullRequest.title,
    pullRequest.draft,
    pullRequest.number,
    pullRequest.changesRequested,
    pullRequest.approved,
    pullRequest.reviewerCount,
    pullRequest.additions,
    pullRequest.deletions,
    pullRequest.changedFiles,
    pullRequest.commits,
    pullRequest.authorLogin,
    pullRequest.authorAvatarUrl,
    pullRequest.baseBranch,
    pullRequest.headBranch,
    pullRequest.headSha,
    pullRequest.changedAt,
    pullRequest.countsAtLeast,
    checks?.state ?? null,
    checks?.passed ?? null,
    checks?.failed ?? null,
    checks?.pending ?? null,
    pullRequest.mergeability,
    pullRequest.autoMerge,
    pullRequest.inMergeQueue,
    pullRequest.mergeQueuePosition,
    pullRequest.reviewDecision,
    pullRequest.unresolvedThreads,
    requestedReviewers && requestedReviewers.map(toStorableText),
    labels && JSON.stringify(labels.map(toStorableLabel)),
  ];
  return values.map((value) => (typeof value === 'string' ? toStorableText(value) : value));
}

function toStorableLabel({ name, color }: Label): Label {
  return { name: toStorableText(name), color };
}
