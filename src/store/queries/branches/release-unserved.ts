import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { releaseWaiting } from '../../waiting-rows.ts';

/**
 * Another forge is served from now on: rows that no forge served are due at once, also those whose refresh
 * is running and may end with that failure. `$1` is the queue of rows without a forge.
 */
const statement = {
  name: 'release-unserved',
  text: `
WITH waiting AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, c.owner_id
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = $1 AND s.stale_at > now() AND NOT c.archived
    AND (s.failure_kind = 'no_forge' OR s.revision IS DISTINCT FROM s.recorded_revision)
  ${inLockOrder}
), ${releaseWaiting('false')}`,
};

export async function releaseUnserved(connection: Connection): Promise<void> {
  await connection.query(statement, ['']);
}
