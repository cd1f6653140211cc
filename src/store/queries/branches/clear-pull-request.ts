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
  startedBeforeFacts,
  toFencedValues,
  toRecordResult,
} from '../../fence.ts';
import { followRepository, toRepositoryValues } from '../../follow-repository.ts';
import { pullRequestColumns } from '../../pull-request-columns.ts';

const cleared = pullRequestColumns.map(({ name, empty = 'NULL' }) => `${name} = ${empty}`);
const isOvertaken = `${startedBeforeFacts} IS TRUE`;

/**
 * The stored pull request belongs to another branch or no longer exists: forget all of it at once. After
 * a delivery during the refresh, the row may show another one: the row is only fetched again.
 */
const statement = {
  name: 'clear-pull-request',
  text: `
WITH ${heldRow}, forgotten AS (
  UPDATE chat_diff_statuses s SET
    ${cleared.join(',\n    ')},
    mergeability_attempts = 0, detailed_at = NULL, outdated_since = NULL, recorded_revision = held.revision,
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), read_report_number = ${readReportNumber},
    stale_at = ${nextStaleAt},
    routine = ${nextRoutine},
    ${followRepository(fencedParameterCount + 1)}
  FROM held
  WHERE ${sameRow} AND NOT ${isOvertaken}
  RETURNING ${returningRecorded}
), postponed AS (
  UPDATE chat_diff_statuses s SET stale_at = LEAST(held.stale_at, now()), routine = false
  FROM held
  WHERE ${sameRow} AND ${isOvertaken}
  RETURNING ${returningRecorded}
), recorded AS (
  SELECT * FROM forgotten UNION ALL SELECT * FROM postponed
)
${publishRecorded}`,
};

export async function clearPullRequest(
  connection: Connection,
  row: FencedRow,
  due: NextDue,
  repository?: CurrentRepository,
): Promise<RecordResult> {
  const values = [...toFencedValues(row, due), ...toRepositoryValues(repository)];
  return toRecordResult(await connection.query<{ interrupted: boolean }>(statement, values));
}
