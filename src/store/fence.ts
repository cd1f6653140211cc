import type { NextDue } from '../domain/backoff.ts';
import type { RecordResult, TrackedBranchKey } from '../domain/tracked-branch.ts';
import { notifyChanged } from './change-notice.ts';
import { inLockOrder } from './lock-order.ts';
import { pullRequestColumns } from './pull-request-columns.ts';

/** The row that a statement writes, and the revision that its acquire returned. */
export interface FencedRow extends TrackedBranchKey {
  revision: number;
}

/** What every recording statement is given about a row: its key, the revision of its acquire, and when it is due. */
export interface Fenced {
  row: FencedRow;
  due: NextDue;
}

/** A value that a statement is given for each row: a field of the objects in `$1`, a JSON array. */
export interface GivenColumn<Given> {
  name: string;
  type: string;
  /** Null and undefined are null in SQL. */
  read: (given: Given) => unknown;
}

const fenceColumns: readonly GivenColumn<Fenced>[] = [
  { name: 'chat_id', type: 'text', read: ({ row }) => row.chatId },
  { name: 'remote_origin', type: 'text', read: ({ row }) => row.remoteOrigin },
  { name: 'branch', type: 'text', read: ({ row }) => row.branch },
  { name: 'fence', type: 'bigint', read: ({ row }) => row.revision },
  { name: 'due', type: 'text', read: ({ due }) => due.kind },
  { name: 'due_in_ms', type: 'float8', read: ({ due }) => ('delayMs' in due ? due.delayMs : null) },
];

/** The columns of a recording statement. */
export function withFence<Given extends Fenced>(
  columns: readonly GivenColumn<Given>[],
): readonly GivenColumn<Given>[] {
  return [...fenceColumns, ...columns];
}

/** `$1` as rows; `place` is the index in the array. */
export function toGiven(columns: readonly Pick<GivenColumn<never>, 'name' | 'type'>[]): string {
  const list = ['place integer', ...columns.map(({ name, type }) => `${name} ${type}`)].join(', ');
  return `given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (${list})
)`;
}

/**
 * The given rows, and those among the stored ones, before the write and locked, that this worker may still
 * write.
 * S1: a later acquire raised the revision, which ends this worker's right to write.
 * S2: a push signal raised it too, but left the row due. The result may be stored then, as long as
 * the interrupted lease is this worker's and the row has not been acquired since.
 */
export function holdGiven(columns: readonly Pick<GivenColumn<never>, 'name' | 'type'>[]): string {
  return `${toGiven(columns)}, held AS MATERIALIZED (
  SELECT s.*, c.owner_id, given.place
  FROM given
  JOIN chat_diff_statuses s ON s.chat_id = given.chat_id
    AND s.git_remote_origin = given.remote_origin AND s.git_branch = given.branch
  JOIN chats c ON c.id = s.chat_id
  WHERE s.revision = given.fence
    OR (s.interrupted_revision = given.fence AND s.stale_at <= now())
  ${inLockOrder}
)`;
}

/** Joins what is stored with what is given, for `sameRow`. */
export const heldAndGiven = 'held JOIN given USING (place)';

/** Joins the row that is updated with the row before the write. */
export const sameRow = `s.chat_id = held.chat_id
    AND s.git_remote_origin = held.git_remote_origin
    AND s.git_branch = held.git_branch`;

/**
 * A delivery stored facts after this refresh began. Ordered by revisions, because clocks of different
 * machines are never compared.
 */
export const startedBeforeFacts = '(held.facts_revision >= given.fence)';

/** S2: a row that was signalled during the refresh stays due; otherwise the policy decides (S6). */
export const nextStaleAt = `CASE
      WHEN held.revision <> given.fence THEN held.stale_at
      WHEN given.due IN ('in', 'routine', 'after_pause')
        THEN now() + given.due_in_ms * interval '1 millisecond'
      WHEN given.due = 'never' THEN NULL
      ELSE held.stale_at
    END`;

/** S13: a signal that arrived during the refresh is not covered by it. */
export const readReportNumber = `CASE WHEN held.revision = given.fence THEN held.report_number
      ELSE held.read_report_number END`;

/** A row that a signal made due is urgent; one that time made due may wait for others. */
export const nextRoutine = `(held.revision = given.fence
      AND given.due IN ('routine', 'after_pause', 'when_lease_ends'))`;

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
 * Publishes the rows of `recorded` in the same transaction (S4), but only those in which something that users
 * see has changed (S11). A CTE runs only if it is read, which `notifiedCount` does.
 */
export const publishChanged = `notified AS MATERIALIZED (
  ${notifyChanged('recorded WHERE changed')}
)`;

export const notifiedCount = '(SELECT count(*) FROM notified)';

/** Ends a fenced recording statement: returns for each row whether it wrote, and publishes. */
export const publishRecorded = `, ${publishChanged}
SELECT place, interrupted, ${notifiedCount}
FROM recorded`;

/** A recording statement returns the rows that it wrote, and none for those that the fence refused. */
export interface RecordedRow {
  place: number;
  interrupted: boolean;
  /** The list of checks that was read is yet to be merged with what deliveries have reported. */
  mergesChecks?: boolean;
}

export function toRecordResults(count: number, recorded: readonly RecordedRow[]): RecordResult[] {
  const results = Array.from({ length: count }, (): RecordResult => 'superseded');
  for (const { place, interrupted } of recorded) {
    results[place] = interrupted ? 'interrupted' : 'recorded';
  }
  return results;
}

/** The RETURNING list that `publishChanged` reads. */
export const returningChanged = `s.chat_id, held.owner_id,
    ${toRowExpression('s')} IS DISTINCT FROM ${toRowExpression('held')} AS changed`;

/** The RETURNING list of a fenced statement, which `publishRecorded` reads. */
export const returningRecorded = `${returningChanged}, given.place,
    held.revision <> given.fence AS interrupted`;
