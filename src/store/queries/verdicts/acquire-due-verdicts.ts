import type { Connection } from '../../database.ts';
import { listedColumns, type PullRequestRow } from '../../pull-request-columns.ts';
import { type VerdictRow, verdictColumns } from '../../verdict-facts.ts';

/** A tracked branch whose verdict has to be decided again. */
export interface DueVerdict extends PullRequestRow, VerdictRow {
  chat_id: string;
  git_remote_origin: string;
  git_branch: string;
  forge_id: string;
  repository: string;
  head_history: HeadHistory | null;
}

/** When the forge last had a reason to start the checks of a row's head, and when each was first seen. */
export interface HeadHistory {
  head_sha: string;
  /** What a forge starts checks for, besides a new head: the pull request, its base, and that it is ready. */
  pr_number: number | null;
  base_branch: string | null;
  ready: boolean;
  /** The head had been seen before `head_at`. */
  retriggered: boolean;
  /** When that was first seen: ISO 8601, by the clock of the database. */
  head_at: string;
  /** Milliseconds after `head_at`. */
  checks: Record<string, number>;
}

/**
 * Locks the rows whose verdict is due until the transaction ends. SKIP LOCKED: another replica decides a
 * row that it has locked, and a row that is being written is due again after that write.
 */
const statement = {
  name: 'acquire-due-verdicts',
  text: `
SELECT s.chat_id, s.git_remote_origin, s.git_branch, s.forge_id, s.repository, s.head_history,
  ${listedColumns.map(({ name }) => `s.${name}`).join(',\n  ')},
  s.failure_kind, s.failure_message, s.refreshed_at,
  ${verdictColumns}
FROM chat_diff_statuses s
WHERE s.verdict_due_at <= now()
ORDER BY s.verdict_due_at, s.chat_id, s.git_remote_origin, s.git_branch
LIMIT $1
FOR UPDATE OF s SKIP LOCKED`,
};

export async function acquireDueVerdicts(
  connection: Connection,
  limit: number,
): Promise<DueVerdict[]> {
  return connection.query<DueVerdict>(statement, [limit]);
}
