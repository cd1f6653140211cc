import type { CheckoutState } from '../../../domain/checkout-state.ts';
import type { Connection } from '../../database.ts';

/** What is known about the worktree of a chat. */
export interface SaveCheckout extends CheckoutState {
  ownerId: string;
  chatId: string;
  worktreeId: string;
  path: string | null;
}

/**
 * Stores a report about a worktree and publishes the change (S4); a report without a change publishes
 * nothing (S11). S12: only the owner's chat.
 */
const statement = {
  name: 'save-checkout',
  text: `
WITH target AS MATERIALIZED (
  SELECT id, owner_id FROM chats WHERE id = $1 AND owner_id = $2 FOR SHARE
), saved AS (
  INSERT INTO chat_checkouts AS k
    (chat_id, worktree_id, path, branch, head_sha, pushed_sha, ahead, behind, changed_files)
  SELECT id, $3, $4, $5, $6, $7, $8::int, $9::int, $10::int FROM target
  ON CONFLICT (chat_id) DO UPDATE SET
    worktree_id = excluded.worktree_id,
    path = excluded.path,
    branch = excluded.branch,
    head_sha = excluded.head_sha,
    pushed_sha = excluded.pushed_sha,
    ahead = excluded.ahead,
    behind = excluded.behind,
    changed_files = excluded.changed_files,
    state = 'present',
    changed_at = now()
  WHERE (k.worktree_id, k.path, k.branch, k.head_sha, k.pushed_sha, k.ahead, k.behind,
      k.changed_files, k.state)
    IS DISTINCT FROM (excluded.worktree_id, excluded.path, excluded.branch, excluded.head_sha,
      excluded.pushed_sha, excluded.ahead, excluded.behind, excluded.changed_files, 'present')
  RETURNING chat_id
)
SELECT target.id, CASE WHEN saved.chat_id IS NOT NULL THEN
  announce(json_build_object(
    'kind', 'diff_status_change', 'chat_id', target.id, 'owner_id', target.owner_id)::text) END
FROM target LEFT JOIN saved ON saved.chat_id = target.id`,
};

/** False when the owner has no such chat. */
export async function saveCheckout(connection: Connection, save: SaveCheckout): Promise<boolean> {
  const values = [
    save.chatId,
    save.ownerId,
    save.worktreeId,
    save.path,
    save.branch,
    save.headSha,
    save.pushedSha,
    save.ahead,
    save.behind,
    save.changedFiles,
  ];
  return (await connection.query(statement, values)).length > 0;
}
