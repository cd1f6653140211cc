import type { AcquiredRow, AcquireStale } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import {
  acquirable,
  acquirableAt,
  leaseDue,
  type RowKind,
  toKeyTexts,
} from '../../queue-clauses.ts';

const lockOldest = (kind: RowKind, limit: string) => `
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, s.stale_at, s.routine
  ${acquirable(kind)}
    AND s.stale_at <= now()
    AND ${acquirableAt} <= now()
  ORDER BY s.stale_at
  LIMIT ${limit}
  FOR UPDATE OF s SKIP LOCKED`;

/**
 * Claims the oldest due rows of one forge, first those that something made due, then those that time did: a
 * push does not wait for thousands of routine rows that became due while the server was stopped.
 *
 * S1: FOR UPDATE SKIP LOCKED keeps two workers from taking the same row, and the new `stale_at` is
 * the lease that keeps the next one out; the revision ends the previous holder's right to write, and
 * so does clearing `interrupted_revision`, for a holder that a signal had interrupted.
 * S3: the lease is written by the claiming statement itself, so a crash at any later point costs at
 * most one lease. Nothing else is touched: `updated_at` measures the retry window.
 *
 * No owner gets more rows than fit beside those that are running. Locked rows without a place are left
 * as they are.
 *
 * MATERIALIZED: inlined, the locking query could run again and lock more than LIMIT rows.
 */
const toStatement = (name: string, routine: 'routine' | 'retried') => ({
  name,
  text: `
WITH urgent AS MATERIALIZED (${lockOldest('urgent', '$4')}
), routine AS MATERIALIZED (${lockOldest(routine, '$4 - (SELECT count(*) FROM urgent)')}
), candidate AS (
  SELECT * FROM urgent UNION ALL SELECT * FROM routine
), due AS MATERIALIZED (
  SELECT candidate.*, c.owner_id, COALESCE(busy.count, 0)
    + row_number() OVER (PARTITION BY c.owner_id ORDER BY candidate.routine, candidate.stale_at) AS place
  FROM candidate
  JOIN chats c ON c.id = candidate.chat_id
  LEFT JOIN unnest($6::text[], $7::integer[]) AS busy (owner_id, count)
    ON busy.owner_id = c.owner_id
)
${leaseDue('$5', 'due.place <= $8')}`,
});

export const statement = toStatement('acquire-stale', 'routine');
export const pausedStatement = toStatement('acquire-stale-paused', 'retried');

export async function acquireStale(
  connection: Connection,
  request: AcquireStale,
): Promise<AcquiredRow[]> {
  const { forgeId, limit, ownerLimit, running, leaseMs, exclusions, isPollingPaused } = request;
  const excluded = [exclusions.ownerIds, toKeyTexts(exclusions.keys)];
  const owners = [[...running.keys()], [...running.values()], ownerLimit];
  const values = [forgeId, ...excluded, limit, leaseMs, ...owners];
  return connection.query<AcquiredRow>(isPollingPaused ? pausedStatement : statement, values);
}
