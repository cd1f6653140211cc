import type { NextDue } from '../../../domain/backoff.ts';
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
} from '../../fence.ts';

/** The stored pull request was another branch's, or is gone: forget all of it at once. */
const statement = {
  name: 'clear-pull-request',
  text: `
WITH ${heldRow}, recorded AS (
  UPDATE chat_diff_statuses s SET
    url = NULL, pull_request_state = NULL, pull_request_title = NULL, pull_request_draft = NULL,
    pr_number = NULL, changes_requested = NULL, approved = NULL, reviewer_count = NULL,
    additions = NULL, deletions = NULL, changed_files = NULL, commits = NULL,
    author_login = NULL, author_avatar_url = NULL,
    base_branch = NULL, head_branch = NULL, head_sha = NULL,
    checks_state = NULL, checks_passed = NULL, checks_failed = NULL, checks_pending = NULL,
    mergeable = NULL, mergeability = NULL, mergeability_attempts = 0,
    detailed_at = NULL, recorded_revision = NULL,
    counts_at_least = false, pull_request_changed_at = NULL,
    auto_merge = NULL, in_merge_queue = NULL, merge_queue_position = NULL,
    review_decision = NULL, unresolved_threads = NULL, requested_reviewers = NULL, labels = NULL,
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(),
    stale_at = ${nextStaleAt},
    routine = ${nextRoutine}
  FROM held
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
)
${publishRecorded}`,
};

export async function clearPullRequest(
  connection: Connection,
  row: FencedRow,
  due: NextDue,
): Promise<RecordResult> {
  return toRecordResult(await connection.query(statement, toFencedValues(row, due)));
}
