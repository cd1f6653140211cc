import type { CurrentRepository } from '../../../domain/refresh-outcome.ts';
import {
  type Fenced,
  heldAndGiven,
  holdGiven,
  nextRoutine,
  nextStaleAt,
  publishRecorded,
  readReportNumber,
  returningRecorded,
  sameRow,
  withFence,
} from '../../fence.ts';
import { followRepository, repositoryColumns } from '../../follow-repository.ts';
import type { RowStatement } from '../../row-batches.ts';

export interface RecordNoPullRequest extends Fenced {
  repository: CurrentRepository | undefined;
}

const columns = withFence<RecordNoPullRequest>(repositoryColumns);

/**
 * Backs off: the forge reported that there is no pull request. `updated_at` stays, or the retry
 * window that it measures would never end (S7).
 */
export const recordNoPullRequest: RowStatement<RecordNoPullRequest> = {
  statement: {
    name: 'record-no-pull-request',
    text: `
WITH ${holdGiven(columns)}, recorded AS (
  UPDATE chat_diff_statuses s SET
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), read_report_number = ${readReportNumber},
    stale_at = ${nextStaleAt}, recorded_revision = held.revision,
    routine = ${nextRoutine},
    ${followRepository}
  FROM ${heldAndGiven}
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
)${publishRecorded}`,
  },
  columns,
};
