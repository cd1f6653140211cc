import {
  heldAndGiven,
  holdGiven,
  nextRoutine,
  nextStaleAt,
  publishRecorded,
  readReportNumber,
  returningRecorded,
  sameRow,
  startedBeforeFacts,
  withFence,
} from '../../fence.ts';
import { followRepository, repositoryColumns } from '../../follow-repository.ts';
import { pullRequestColumns } from '../../pull-request-columns.ts';
import type { RowStatement } from '../../row-batches.ts';
import type { RecordNoPullRequest } from './record-no-pull-request.ts';

const columns = withFence<RecordNoPullRequest>(repositoryColumns);
const cleared = pullRequestColumns.map(({ name, empty = 'NULL' }) => `${name} = ${empty}`);
const isOvertaken = `${startedBeforeFacts} IS TRUE`;

/**
 * The stored pull requests belong to other branches or no longer exist: forget all of them at once. After
 * a delivery during the refresh, a row may show another one: it is only fetched again.
 */
export const clearPullRequest: RowStatement<RecordNoPullRequest> = {
  statement: {
    name: 'clear-pull-request',
    text: `
WITH ${holdGiven(columns)}, forgotten AS (
  UPDATE chat_diff_statuses s SET
    ${cleared.join(',\n    ')},
    mergeability_attempts = 0, detailed_at = NULL, fully_read_at = NULL, outdated_since = NULL,
    recorded_revision = held.revision,
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), read_report_number = ${readReportNumber},
    stale_at = ${nextStaleAt},
    routine = ${nextRoutine},
    ${followRepository}
  FROM ${heldAndGiven}
  WHERE ${sameRow} AND NOT ${isOvertaken}
  RETURNING ${returningRecorded}
), postponed AS (
  UPDATE chat_diff_statuses s SET stale_at = LEAST(held.stale_at, now()), routine = false
  FROM ${heldAndGiven}
  WHERE ${sameRow} AND ${isOvertaken}
  RETURNING ${returningRecorded}
), recorded AS (
  SELECT * FROM forgotten UNION ALL SELECT * FROM postponed
)${publishRecorded}`,
  },
  columns,
};
