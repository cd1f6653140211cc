import type { AcquireChat, AcquiredRow } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { leaseDue, toKeyArrays } from '../../queue-clauses.ts';

/**
 * Claims the due rows of one chat, because a user opened it. That includes rows with a merged pull
 * request, which nothing else schedules, once their data is old.
 * Lease and fence as in `acquire-stale` (S1, S3): a forced acquire takes over a live lease, and the
 * raised revision ends its holder's right to write.
 * Waits for a row that another statement is writing, for example its verdict: skipping it would leave the
 * request without effect.
 */
const statement = {
  name: 'acquire-chat',
  text: `
WITH due AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, c.owner_id
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.chat_id = $1
    AND s.git_remote_origin <> '' AND s.git_branch <> ''
    AND NOT c.archived
    AND (s.stale_at <= now() OR $7::boolean
      OR (s.stale_at IS NULL AND s.pull_request_state IS NOT NULL
        AND s.refreshed_at <= now() - $3::float8 * interval '1 millisecond'))
    AND NOT EXISTS (
      SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS busy (chat_id, origin, branch)
      WHERE busy.chat_id = s.chat_id
        AND busy.origin = s.git_remote_origin
        AND busy.branch = s.git_branch)
  ${inLockOrder}
)
${leaseDue('$2')}`,
};

export async function acquireChat(
  connection: Connection,
  { chatId, leaseMs, settledAfterMs, force, keys }: AcquireChat,
): Promise<AcquiredRow[]> {
  const values = [chatId, leaseMs, settledAfterMs, ...toKeyArrays(keys), force];
  const rows = await connection.query<AcquiredRow>(statement, values);
  // Whatever made them due, a user is waiting for them now.
  return rows.map((row) => ({ ...row, routine: false, signalled: row.signalled || force }));
}
