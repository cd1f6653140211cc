import type { Connection } from '../../database.ts';

/** Records that the worktree of a chat was removed. S12: only the owner's chat. */
const statement = {
  name: 'mark-checkout-gone',
  text: `
WITH target AS MATERIALIZED (
  SELECT id, owner_id FROM chats WHERE id = $1 AND owner_id = $2 FOR SHARE
), gone AS (
  UPDATE chat_checkouts k SET
    state = 'gone', ahead = NULL, behind = NULL, changed_files = NULL, changed_at = now()
  FROM target WHERE k.chat_id = target.id AND k.state = 'present'
  RETURNING k.chat_id
)
SELECT target.id, CASE WHEN gone.chat_id IS NOT NULL THEN
  announce(json_build_object(
    'kind', 'diff_status_change', 'chat_id', target.id, 'owner_id', target.owner_id)::text) END
FROM target LEFT JOIN gone ON gone.chat_id = target.id`,
};

/** False when the owner has no such chat. */
export async function markCheckoutGone(
  connection: Connection,
  ownerId: string,
  chatId: string,
): Promise<boolean> {
  return (await connection.query(statement, [chatId, ownerId])).length > 0;
}
