/**
 * Ends the query that locks tracked branches `s` before a statement writes several of them. All statements
 * lock in the same order, so that no two of them wait for each other: decision 13.
 */
export const inLockOrder = `ORDER BY s.chat_id, s.git_remote_origin, s.git_branch
  FOR UPDATE OF s`;

/**
 * Locks the ranks of the chats of `source`, a table with `chat_id`, before triggers update them: they would do so in
 * the order in which the statement writes the branches.
 */
export const ranksInLockOrder = (source: string) => `SELECT r.chat_id FROM chat_ranks r
  WHERE r.chat_id IN (SELECT chat_id FROM ${source})
  ORDER BY r.chat_id
  FOR UPDATE OF r`;
