import type { NextDue } from '../../../domain/backoff.ts';
import type { RecordResult } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import {
  type FencedRow,
  heldRow,
  nextRoutine,
  nextStaleAt,
  publishRecorded,
  readReportNumber,
  returningRecorded,
  sameRow,
  toFencedValues,
  toRecordResult,
} from '../../fence.ts';

/**
 * Backs off: the forge reported that there is no pull request. `updated_at` stays, or the retry
 * window that it measures would never end (S7).
 */
const statement = {
  name: 'record-no-pull-request',
  text: `
WITH ${heldRow}, recorded AS (
  UPDATE chat_diff_statuses s SET
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), read_report_number = ${readReportNumber},
    stale_at = ${nextStaleAt}, recorded_revision = held.revision,
    routine = ${nextRoutine}
  FROM held
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
)
${publishRecorded}`,
};

export async function recordNoPullRequest(
  connection: Connection,
  row: FencedRow,
  due: NextDue,
): Promise<RecordResult> {
  return toRecordResult(
    await connection.query<{ interrupted: boolean }>(statement, toFencedValues(row, due)),
  );
}
