import { notifyChanged } from '../../change-notice.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder, ranksInLockOrder } from '../../lock-order.ts';

export interface MergeDuplicates {
  chatIds: readonly string[];
  remoteOrigin: string;
  branch: string;
  /** The identity that the origin has now; null for what the origin's row has. */
  forgeId: string | null;
  repository: string | null;
}

/**
 * In each chat, merges the rows of one branch of one repository, after the configuration changed what an
 * origin means; never those that are known to be of different repositories, of which one was renamed. The most recently reported row survives; timeline, comments, what is unread, and origins of
 * the others move to it.
 *
 * All in one statement: the cascade of the deletion runs at its end and finds no event to delete. A worker
 * that holds the lease of a deleted row finds nothing to write to.
 */
const statement = {
  name: 'merge-duplicates',
  text: `
WITH same AS MATERIALIZED (
  SELECT s.*
  FROM chat_diff_statuses s
  LEFT JOIN chat_diff_statuses own ON own.chat_id = s.chat_id
    AND own.git_remote_origin = $2 AND own.git_branch = s.git_branch
  WHERE s.chat_id = ANY ($1::text[]) AND s.git_branch = $3
    AND (s.git_remote_origin = $2
      OR (s.forge_id <> '' AND s.forge_id = COALESCE($4::text, own.forge_id)
        AND s.repository <> '' AND s.repository = COALESCE($5::text, own.repository)
        AND (s.repository_id = own.repository_id) IS NOT FALSE))
  ${inLockOrder}
), absorbed AS MATERIALIZED (
  SELECT ranked.* FROM (
    SELECT same.*, first_value(git_remote_origin) OVER (
      PARTITION BY chat_id
      ORDER BY reported_at DESC NULLS LAST, updated_at DESC, git_remote_origin) AS survivor
    FROM same
  ) ranked
  WHERE git_remote_origin <> survivor
), ranked AS MATERIALIZED (
  ${ranksInLockOrder('absorbed')}
), events AS (
  UPDATE tracked_branch_events e SET git_remote_origin = a.survivor
  FROM absorbed a
  WHERE e.chat_id = a.chat_id AND e.git_remote_origin = a.git_remote_origin
    AND e.git_branch = a.git_branch
), notes AS (
  UPDATE comments m SET git_remote_origin = a.survivor
  FROM absorbed a
  WHERE m.chat_id = a.chat_id AND m.git_remote_origin = a.git_remote_origin
    AND m.git_branch = a.git_branch
), counted AS (
  SELECT a.chat_id, a.survivor, a.git_branch, sum(n.changes)::int AS changes,
    sum(n.read_changes)::int AS read_changes,
    COALESCE(min(n.first_unread_id) FILTER (WHERE n.read_changes < n.changes),
      max(n.first_unread_id)) AS first_unread_id
  FROM absorbed a JOIN branch_reads n USING (chat_id, git_remote_origin, git_branch)
  GROUP BY a.chat_id, a.survivor, a.git_branch
), reads AS (
  INSERT INTO branch_reads AS n
    (chat_id, git_remote_origin, git_branch, changes, read_changes, first_unread_id)
  SELECT chat_id, survivor, git_branch, changes, read_changes, first_unread_id FROM counted
  ON CONFLICT (chat_id, git_remote_origin, git_branch) DO UPDATE SET
    changes = n.changes + EXCLUDED.changes,
    read_changes = n.read_changes + EXCLUDED.read_changes,
    first_unread_id = CASE
      WHEN n.read_changes = n.changes AND EXCLUDED.read_changes < EXCLUDED.changes
        THEN EXCLUDED.first_unread_id
      WHEN n.read_changes < n.changes AND EXCLUDED.read_changes = EXCLUDED.changes
        THEN n.first_unread_id
      ELSE LEAST(n.first_unread_id, EXCLUDED.first_unread_id)
    END
), removed AS (
  DELETE FROM chat_diff_statuses s USING absorbed a
  WHERE s.chat_id = a.chat_id AND s.git_remote_origin = a.git_remote_origin
    AND s.git_branch = a.git_branch AND (SELECT count(*) FROM ranked) >= 0
), merged AS (
  UPDATE chat_diff_statuses s SET other_remote_origins = ARRAY(
    SELECT DISTINCT named.origin
    FROM absorbed a, unnest(s.other_remote_origins || a.git_remote_origin || a.other_remote_origins)
      AS named (origin)
    WHERE a.chat_id = s.chat_id AND named.origin <> s.git_remote_origin
    ORDER BY named.origin)
  FROM (SELECT DISTINCT chat_id, survivor, git_branch FROM absorbed) kept
  WHERE s.chat_id = kept.chat_id AND s.git_remote_origin = kept.survivor
    AND s.git_branch = kept.git_branch
  RETURNING s.chat_id
), changed AS (
  SELECT merged.chat_id, c.owner_id FROM merged JOIN chats c ON c.id = merged.chat_id
)
${notifyChanged('changed')}`,
};

export async function mergeDuplicates(
  connection: Connection,
  { chatIds, remoteOrigin, branch, forgeId, repository }: MergeDuplicates,
): Promise<void> {
  await connection.query(statement, [chatIds, remoteOrigin, branch, forgeId, repository]);
}
