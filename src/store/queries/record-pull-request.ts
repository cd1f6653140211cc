import type { NextDue } from '../../domain/backoff.ts';
import type { PullRequest } from '../../domain/diff-status.ts';
import type { Connection } from '../database.ts';
import {
  type FencedRow,
  heldRow,
  nextStaleAt,
  publishRecorded,
  type RecordResult,
  returningRecorded,
  sameRow,
  toFencedValues,
  toRecordResult,
  toStorableText,
} from '../fence.ts';

/** Stores what a successful refresh learned, replacing another pull request if there was one. */
const statement = {
  name: 'record-pull-request',
  text: `
WITH ${heldRow}, recorded AS (
  UPDATE chat_diff_statuses s SET
    url = $8, pull_request_state = $9, pull_request_title = $10, pull_request_draft = $11,
    pr_number = $12, changes_requested = $13, approved = $14, reviewer_count = $15,
    additions = $16, deletions = $17, changed_files = $18, commits = $19,
    author_login = $20, author_avatar_url = $21,
    base_branch = $22, head_branch = $23, head_sha = $24,
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), updated_at = now(),
    stale_at = ${nextStaleAt}
  FROM held
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
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
  ];
  return values.map((value) => (typeof value === 'string' ? toStorableText(value) : value));
}
