import type { NextDue } from '../../../domain/backoff.ts';
import type { CurrentRepository } from '../../../domain/refresh-outcome.ts';
import type { RecordResult } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import {
  type FencedRow,
  fencedParameterCount,
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
import { followRepository, toRepositoryValues } from '../../follow-repository.ts';

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
    routine = ${nextRoutine},
    ${followRepository(fencedParameterCount + 1)}
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
  repository?: CurrentRepository,
): Promise<RecordResult> {
  const values = [...toFencedValues(row, due), ...toRepositoryValues(repository)];
  return toRecordResult(await connection.query<{ interrupted: boolean }>(statement, values));
}
