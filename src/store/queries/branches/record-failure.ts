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
 * Says why the row is not newer and when it is looked at again. S9: nothing that is known of the
 * pull request is touched, nor `refreshed_at`, which says how old it is.
 */
const statement = {
  name: 'record-failure',
  text: `
WITH ${heldRow}, recorded AS (
  UPDATE chat_diff_statuses s SET
    failure_kind = $8, failure_message = $9,
    failure_retry_at = ${nextStaleAt},
    stale_at = ${nextStaleAt},
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
): Promise<RecordResult> {
  const values = [...toFencedValues(row, due), failure.kind, toStorableText(failure.message)];
  return toRecordResult(await connection.query(statement, values));
}
