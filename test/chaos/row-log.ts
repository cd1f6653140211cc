import type { Client } from 'pg';
import type { LoggedRow } from './ledger.ts';

// In another schema, where the server does not look.
const script = `
CREATE SCHEMA chaos;
CREATE TABLE chaos.row_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  branch text NOT NULL,
  entry jsonb NOT NULL
);
CREATE FUNCTION chaos.log_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chaos.row_log (branch, entry) VALUES (NEW.git_branch, jsonb_build_object(
    'branch', NEW.git_branch, 'number', NEW.pr_number, 'state', NEW.pull_request_state,
    'title', NEW.pull_request_title, 'headSha', NEW.head_sha, 'checksState', NEW.checks_state,
    'approved', NEW.approved, 'failure', NEW.failure_kind, 'failureMessage', NEW.failure_message,
    'reportedSha', NEW.reported_sha,
    'verdict', CASE WHEN NEW.verdict_reason IS NOT NULL
      AND (NEW.verdict_due_at IS NULL OR NEW.verdict_due_at > clock_timestamp())
      THEN jsonb_build_object('reason', NEW.verdict_reason, 'headSha', NEW.verdict_head_sha) END));
  RETURN NULL;
END $$;
CREATE TRIGGER chaos_log_row AFTER INSERT OR UPDATE ON chat_diff_statuses
  FOR EACH ROW EXECUTE FUNCTION chaos.log_row();`;

/** Logs every committed change of a tracked branch, in the order of the commits of that branch. */
export async function installRowLog(client: Client): Promise<void> {
  await client.query(script);
}

/** Takes what was logged since the last call. */
export async function takeRowLog(client: Client): Promise<(LoggedRow & { at: Date })[]> {
  const { rows } = await client.query(
    `WITH taken AS (DELETE FROM chaos.row_log RETURNING id, at, entry)
     SELECT at, entry FROM taken ORDER BY id`,
  );
  return rows.map(({ at, entry }) => ({ ...entry, verdict: entry.verdict ?? undefined, at }));
}

interface DoubledEntry {
  branch: string;
  kind: string;
  detail: string;
  at: Date;
  /** The entry before, and all between the two. */
  since: Date;
  entries: string[];
}

/** Entries of the timeline that were written twice, each with the entries and the logged rows between. */
export async function findDoubledEntries(
  client: Client,
  logged: readonly (LoggedRow & { at: Date })[],
): Promise<string[]> {
  const { rows } = await client.query<DoubledEntry>(
    `WITH entries AS (
       SELECT chat_id, git_branch AS branch, id, at, kind, detail::text,
         count(*) FILTER (WHERE kind = 'pull_request_found')
           OVER (PARTITION BY chat_id, git_branch ORDER BY id) AS pull_request,
         count(*) FILTER (WHERE kind = 'commits_pushed')
           OVER (PARTITION BY chat_id, git_branch ORDER BY id) AS head
       FROM tracked_branch_events
     ), compared AS (
       SELECT *, lag(detail) OVER same AS before, lag(id) OVER same AS before_id, lag(at) OVER same AS since
       FROM entries
       WHERE kind IN ('pull_request_found', 'pull_request_gone', 'title_changed', 'commits_pushed',
         'state_changed', 'draft_changed', 'checks_changed', 'branch_tracked')
       WINDOW same AS (
         PARTITION BY chat_id, branch, kind,
           CASE WHEN kind <> 'pull_request_found' THEN pull_request END,
           CASE WHEN kind = 'checks_changed' THEN head END
         ORDER BY id)
     )
     SELECT branch, kind, detail, at, since, ARRAY(
       SELECT to_char(e.at, 'HH24:MI:SS.MS ') || e.kind || ' ' || e.detail FROM entries e
       WHERE e.chat_id = c.chat_id AND e.branch = c.branch AND e.id BETWEEN c.before_id AND c.id
       ORDER BY e.id) AS entries
     FROM compared c WHERE before = detail`,
  );
  return rows.map(({ branch, kind, detail, at, since, entries }) => {
    const changes = logged.filter(
      (row) => row.branch === branch && row.at >= since && row.at.getTime() <= at.getTime() + 1_000,
    );
    return [
      `${branch}: ${kind} ${detail} twice in a row`,
      ...entries,
      ...changes.map((row) => `${row.at.toISOString()} row ${JSON.stringify(row)}`),
    ].join('\n  ');
  });
}

/** Rows that were due long ago and that nothing has acquired. */
export async function countOverdue(client: Client, seconds: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM chat_diff_statuses
     WHERE stale_at < now() - $1 * interval '1 second'`,
    [seconds],
  );
  return rows[0]?.count ?? 0;
}
