import type { AcquiredRow, AcquireEarly } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { acquirable, leaseDue, toKeyTexts } from '../../queue-clauses.ts';

/**
 * Claims routine rows of some owners that become due soon, to fill a call that is sent anyway: rows that are read
 * together are due together the next time.
 *
 * S1: as in `acquire-stale`. A row with a lease or an unserved signal has another revision than the recorded one,
 * so that a lease which ends soon is not taken over. A row without a pull request, or one that failed, keeps its
 * due time, which may be the end of a pause (S5).
 */
export const statement = {
  name: 'acquire-early',
  text: `
WITH early AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${acquirable('routine')}
    AND s.stale_at <= now() + $5::float8 * interval '1 millisecond'
    AND s.revision = s.recorded_revision AND s.failure_kind IS NULL AND s.url IS NOT NULL
    AND (SELECT c.owner_id = ANY ($6::text[]) FROM chats c WHERE c.id = s.chat_id)
  ORDER BY s.stale_at
  LIMIT $4
  FOR UPDATE OF s SKIP LOCKED
), due AS (
  SELECT early.*, c.owner_id FROM early JOIN chats c ON c.id = early.chat_id
)
${leaseDue('$7')}`,
};

export async function acquireEarly(
  connection: Connection,
  { forgeId, ownerIds, limit, earlyMs, leaseMs, exclusions }: AcquireEarly,
): Promise<AcquiredRow[]> {
  const excluded = [exclusions.ownerIds, toKeyTexts(exclusions.keys)];
  const values = [forgeId, ...excluded, limit, earlyMs, ownerIds, leaseMs];
  return connection.query<AcquiredRow>(statement, values);
}
