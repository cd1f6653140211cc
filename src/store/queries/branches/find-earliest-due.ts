import type { FindEarliestDue } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { acquirable, acquirableAt, toKeyTexts } from '../../queue-clauses.ts';

/**
 * The routine row that is due first lingers only if another one becomes due meanwhile, or if a
 * delivery made it due, because others usually follow.
 */
const lingering = (
  kind: 'routine' | 'retried',
) => `(SELECT head.at + $4::float8 * interval '1 millisecond' * CASE
      WHEN head.delivered THEN 1
      ELSE (
        SELECT count(*) - 1 FROM (
          SELECT ${acquirable(kind)}
            AND s.stale_at <= head.stale_at + $4::float8 * interval '1 millisecond'
          ORDER BY s.stale_at LIMIT 2) AS company)
      END AS at
    FROM (
      SELECT ${acquirableAt} AS at, s.stale_at, s.updated_at > s.refreshed_at AS delivered
      ${acquirable(kind)}
      ORDER BY s.stale_at LIMIT 1) AS head)`;

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
