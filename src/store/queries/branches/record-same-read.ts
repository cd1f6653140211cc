import {
  type Fenced,
  heldAndGiven,
  nextRoutine,
  nextStaleAt,
  sameRow,
  toGiven,
  withFence,
} from '../../fence.ts';
import { inLockOrder } from '../../lock-order.ts';
import type { RowStatement } from '../../row-batches.ts';
import { areChecksNewer, readAt } from './record-pull-request.ts';

export interface RecordSameRead extends Fenced {
  /** How old the result may be. */
  sinceAcquiredMs: number;
  /** Of everything that was read. */
  readDigest: string;
}

const columns = withFence<RecordSameRead>([
  { name: 'since_acquired_ms', type: 'float8', read: ({ sinceAcquiredMs }) => sinceAcquiredMs },
  { name: 'read_digest', type: 'text', read: ({ readDigest }) => readDigest },
]);

/**
 * Records refreshes that returned what their rows were recorded from, and that nothing else has changed since: what
 * is stored about the pull request stays as it is, and there is nothing to publish. Writes what
 * `record-pull-request` would, at a fraction of its cost. A row for which that is not certain is not written: it was
 * signalled (S2, S13) or acquired again (S1), its last refresh failed, or a delivery changed it meanwhile.
 */
export const recordSameRead: RowStatement<RecordSameRead> = {
  statement: {
    name: 'record-same-read',
    text: `
WITH ${toGiven(columns)}, held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, s.revision, s.stale_at, given.place
  FROM given
  JOIN chat_diff_statuses s ON s.chat_id = given.chat_id
    AND s.git_remote_origin = given.remote_origin AND s.git_branch = given.branch
  WHERE s.revision = given.fence
    AND s.read_digest = given.read_digest
    AND s.read_report_number = s.report_number
    AND s.failure_kind IS NULL
    AND (s.facts_revision >= given.fence OR ${areChecksNewer('s')}) IS NOT TRUE
  ${inLockOrder}
)
UPDATE chat_diff_statuses s SET
  mergeability_attempts = 0, outdated_since = NULL,
  refreshed_at = now(), updated_at = now(), fully_read_at = ${readAt}, detailed_at = ${readAt},
  recorded_revision = given.fence,
  stale_at = ${nextStaleAt},
  routine = ${nextRoutine}
FROM ${heldAndGiven}
WHERE ${sameRow}
RETURNING place, false AS interrupted`,
  },
  columns,
};
