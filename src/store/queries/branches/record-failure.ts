import type { Failure } from '../../../domain/diff-status.ts';
import {
  type Fenced,
  heldAndGiven,
  holdGiven,
  nextRoutine,
  nextStaleAt,
  publishRecorded,
  returningRecorded,
  sameRow,
  withFence,
} from '../../fence.ts';
import type { RowStatement } from '../../row-batches.ts';

export interface RecordFailure extends Fenced {
  failure: Failure;
  /** Of the token that failed; null without one. */
  tokenFingerprint: string | null;
}

const columns = withFence<RecordFailure>([
  { name: 'failure_kind', type: 'text', read: ({ failure }) => failure.kind },
  { name: 'failure_message', type: 'text', read: ({ failure }) => failure.message },
  { name: 'failure_token', type: 'text', read: ({ tokenFingerprint }) => tokenFingerprint ?? '' },
]);

/**
 * Stores why rows could not be refreshed and when they are due again. S9: leaves everything known
 * about the pull request as it is, and `refreshed_at`, which is the age of that data.
 */
export const recordFailure: RowStatement<RecordFailure> = {
  statement: {
    name: 'record-failure',
    text: `
WITH ${holdGiven(columns)}, recorded AS (
  UPDATE chat_diff_statuses s SET
    failure_kind = given.failure_kind, failure_message = given.failure_message,
    failure_token = given.failure_token, failure_retry_at = ${nextStaleAt},
    stale_at = ${nextStaleAt}, recorded_revision = held.revision,
    routine = ${nextRoutine}
  FROM ${heldAndGiven}
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
)${publishRecorded}`,
  },
  columns,
};
