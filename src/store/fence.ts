import type { NextDue } from '../domain/backoff.ts';
import type { RecordResult, TrackedBranchKey } from '../domain/tracked-branch.ts';
import { pullRequestColumns } from './pull-request-columns.ts';

/** The row that a statement writes, and the revision that its acquire returned. */
export interface FencedRow extends TrackedBranchKey {
  revision: number;
}

/**
 * The first parameters of every statement that records an outcome: `$1`-`$3` the key, `$4` the
 * revision of the acquire, `$5`-`$6` the next due time.
 */
export function toFencedValues(row: FencedRow, due: NextDue): unknown[] {
  return [
    row.chatId,
    row.remoteOrigin,
    row.branch,
    row.revision,
    due.kind,
    due.kind === 'when_lease_ends' || due.kind === 'never' ? null : due.delayMs,
  ];
}

export const fencedParameterCount = 6;

/**
 * The row before the write, locked, if this worker may still write it.
 * S1: a later acquire raised the revision, which ends this worker's right to write.
 * S2: a push signal raised it too, but left the row due. The result may be stored then, as long as
 * the interrupted lease is this worker's and the row has not been acquired since.
 */
export const heldRow = `held AS MATERIALIZED (
  SELECT s.*, c.owner_id
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.chat_id = $1 AND s.git_remote_origin = $2 AND s.git_branch = $3
    AND (s.revision = $4 OR (s.interrupted_revision = $4 AND s.stale_at <= now()))
  FOR UPDATE OF s
)`;

/** Joins the row that is updated with the row before the write. */
export const sameRow = `s.chat_id = held.chat_id
    AND s.git_remote_origin = held.git_remote_origin
    AND s.git_branch = held.git_branch`;

/**
 * A delivery stored facts after this refresh began. Ordered by revisions, because clocks of different
 * machines are never compared.
 */
export const startedBeforeFacts = '(held.facts_revision >= $4)';

/** S2: a row that was signalled during the refresh stays due; otherwise the policy decides (S6). */
export const nextStaleAt = `CASE
      WHEN held.revision <> $4 THEN held.stale_at
      WHEN $5::text IN ('in', 'routine', 'after_pause') THEN now() + $6::float8 * interval '1 millisecond'
      WHEN $5::text = 'never' THEN NULL
      ELSE held.stale_at
    END`;

/** S13: a signal that arrived during the refresh is not covered by it. */
export const readReportNumber = `CASE WHEN held.revision = $4 THEN held.report_number
      ELSE held.read_report_number END`;

/** A row that a signal made due is urgent; one that time made due may wait for others. */
export const nextRoutine = `(held.revision = $4
      AND $5::text IN ('routine', 'after_pause', 'when_lease_ends'))`;

const publishedColumns = [
  ...pullRequestColumns.filter(({ published = true }) => published).map(({ name }) => name),
  'failure_kind',
  'failure_message',
];

/**
 * The first refresh is a change, too: "not checked yet" becomes "no pull request". So is the first one after
 * a push: until then the verdict says nothing about the pull request (S13).
 */
function toRowExpression(alias: string): string {
  const columns = publishedColumns.map((column) => `${alias}.${column}`).join(', ');
  return `(${columns}, ${alias}.refreshed_at IS NULL,
      ${alias}.url IS NOT NULL AND ${alias}.report_number > ${alias}.read_report_number)`;
}

/**
 * Publishes a written row in the same transaction (S4), but only when something that users see has
 * changed (S11).
 */
export const publishChanged = `CASE WHEN changed THEN pg_notify('afterpush', json_build_object(
    'kind', 'diff_status_change', 'chat_id', chat_id, 'owner_id', owner_id)::text) END`;

/** Ends a fenced recording statement: returns whether it wrote, and publishes. */
export const publishRecorded = `SELECT interrupted, ${publishChanged}
FROM recorded`;

/** A recording statement returns one row, or none when the fence refused the write. */
export function toRecordResult([row]: readonly { interrupted: boolean }[]): RecordResult {
  if (!row) return 'superseded';
  return row.interrupted ? 'interrupted' : 'recorded';
}

/** The RETURNING list that `publishChanged` reads. */
export const returningChanged = `s.chat_id, held.owner_id,
    ${toRowExpression('s')} IS DISTINCT FROM ${toRowExpression('held')} AS changed`;

/** The RETURNING list of a fenced statement, which `publishRecorded` reads. */
export const returningRecorded = `${returningChanged}, held.revision <> $4 AS interrupted`;
