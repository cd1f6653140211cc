/**
 * Ends the query that locks tracked branches `s` before a statement writes several of them. All statements
 * lock in the same order, so that no two of them wait for each other: decision 13.
 */
export const inLockOrder = `ORDER BY s.chat_id, s.git_remote_origin, s.git_branch
  FOR UPDATE OF s`;
