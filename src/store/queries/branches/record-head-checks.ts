import type { Checks } from '../../../domain/checks.ts';
import type { TrackedBranchKey } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { notifiedCount, publishChanged, returningChanged, sameRow } from '../../fence.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toStorableJson } from '../../storable-values.ts';
import { toStoredRuns } from '../../stored-runs.ts';

export interface RecordHeadChecks {
  row: TrackedBranchKey;
  checks: Checks;
  /** How long ago the read began that the checks are as new as; null for what a delivery reported. */
  sinceReadMs: number | null;
}

/**
 * Writes the checks of the heads of rows that this transaction has locked, and publishes what users see of it (S4, S11).
 * `detailed_at` is the instant of a read that contains everything that was delivered: then nothing is
 * unconfirmed. The trigger of the verdict notices either.
 */
const statement = {
  name: 'record-head-checks',
  text: `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (
    chat_id text, remote_origin text, branch text, since_read_ms float8,
    state text, passed integer, failed integer, pending integer, required jsonb,
    optional_failed integer, missing text[], names text[], runs jsonb, required_names text[])
), held AS MATERIALIZED (
  SELECT s.*, c.owner_id
  FROM given
  JOIN chat_diff_statuses s ON s.chat_id = given.chat_id
    AND s.git_remote_origin = given.remote_origin AND s.git_branch = given.branch
  JOIN chats c ON c.id = s.chat_id
  ${inLockOrder}
), recorded AS (
  UPDATE chat_diff_statuses s SET
    checks_head_sha = held.head_sha,
    checks_state = given.state, checks_passed = given.passed, checks_failed = given.failed,
    checks_pending = given.pending, checks_required = given.required,
    checks_optional_failed = given.optional_failed, checks_missing = given.missing,
    checks_names = given.names, check_runs = given.runs,
    checks_required_names = given.required_names,
    checks_delivered_at = CASE WHEN given.since_read_ms IS NULL THEN now() END,
    detailed_at = COALESCE(now() - given.since_read_ms * interval '1 millisecond', held.detailed_at),
    updated_at = now()
  FROM given, held
  WHERE ${sameRow} AND held.chat_id = given.chat_id
    AND held.git_remote_origin = given.remote_origin AND held.git_branch = given.branch
  RETURNING ${returningChanged}
), ${publishChanged}
SELECT ${notifiedCount}
FROM recorded`,
};

export async function recordHeadChecks(
  connection: Connection,
  records: readonly RecordHeadChecks[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ row, checks, sinceReadMs }) => ({
    chat_id: row.chatId,
    remote_origin: row.remoteOrigin,
    branch: row.branch,
    since_read_ms: sinceReadMs,
    state: checks.state,
    passed: checks.passed,
    failed: checks.failed,
    pending: checks.pending,
    required: checks.required,
    optional_failed: checks.optionalFailed,
    missing: checks.missing,
    names: checks.names,
    runs: toStoredRuns(checks),
    required_names: checks.requiredNames,
  }));
  await connection.query(statement, [toStorableJson(rows)]);
}
