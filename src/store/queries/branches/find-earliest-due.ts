import type { FindEarliestDue } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { acquirable, acquirableAt, toKeyTexts } from '../../queue-clauses.ts';

/** A routine row that a delivery made due waits, because others usually follow. */
const lingering = (kind: 'routine' | 'retried') => `(SELECT ${acquirableAt}
      + CASE WHEN s.updated_at > s.refreshed_at THEN $4::float8 ELSE 0 END * interval '1 millisecond' AS at
    ${acquirable(kind)}
    ORDER BY s.stale_at LIMIT 1)`;

/**
 * How long a worker may sleep: until the earlier of two rows is worth acquiring, the first urgent one
 * and the first routine one, which may linger. Each is found near the start of its index.
 */
const toStatement = (name: string, routine: 'routine' | 'retried') => ({
  name,
  text: `
SELECT (extract(epoch FROM min(at) - now()) * 1000)::float8 AS "dueInMs"
FROM (
  (SELECT ${acquirableAt} AS at ${acquirable('urgent')} ORDER BY s.stale_at LIMIT 1)
  UNION ALL
  ${lingering(routine)}
) AS heads`,
});

export const statement = toStatement('find-earliest-due', 'routine');
export const pausedStatement = toStatement('find-earliest-due-paused', 'retried');

/** Milliseconds until rows of the forge are worth acquiring; 0 when they are already. */
export async function findEarliestDue(
  connection: Connection,
  { forgeId, exclusions, lingerMs, isPollingPaused }: FindEarliestDue,
): Promise<number | undefined> {
  const values = [forgeId, exclusions.ownerIds, toKeyTexts(exclusions.keys), lingerMs];
  const used = isPollingPaused ? pausedStatement : statement;
  const [row] = await connection.query<{ dueInMs: number | null }>(used, values);
  return row?.dueInMs == null ? undefined : Math.max(0, row.dueInMs);
}
