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
import { pullRequestColumns } from '../../pull-request-columns.ts';

const cleared = pullRequestColumns.map(({ name, empty = 'NULL' }) => `${name} = ${empty}`);

/** The stored pull request belongs to another branch or no longer exists: forget all of it at once. */
const statement = {
  name: 'clear-pull-request',
  text: `
WITH ${heldRow}, recorded AS (
  UPDATE chat_diff_statuses s SET
    ${cleared.join(',\n    ')},
    mergeability_attempts = 0, detailed_at = NULL, recorded_revision = NULL,
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
