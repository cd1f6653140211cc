import type { NextDue } from '../../../domain/backoff.ts';
import type { Failure } from '../../../domain/diff-status.ts';
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
import { toStorableText } from '../../storable-values.ts';

/**
 * Stores why the row could not be refreshed and when it is due again. S9: leaves everything known
 * about the pull request as it is, and `refreshed_at`, which is the age of that data.
 */
const statement = {
  name: 'record-failure',
  text: `
WITH ${heldRow}, recorded AS (
  UPDATE chat_diff_statuses s SET
    failure_kind = $7, failure_message = $8, failure_token = $9,
    failure_retry_at = ${nextStaleAt},
    stale_at = ${nextStaleAt}, recorded_revision = held.revision,
    routine = ${nextRoutine}
  FROM held
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
)
${publishRecorded}`,
};

export async function recordFailure(
  connection: Connection,
  row: FencedRow,
  failure: Failure,
  due: NextDue,
  tokenFingerprint: string | null = null,
): Promise<RecordResult> {
  const message = toStorableText(failure.message);
  const values = [...toFencedValues(row, due), failure.kind, message, tokenFingerprint ?? ''];
  return toRecordResult(await connection.query<{ interrupted: boolean }>(statement, values));
}
