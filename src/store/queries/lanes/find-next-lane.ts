import type { Connection } from '../../database.ts';

/** The time until the next lane is due. */
const statement = {
  name: 'find-next-lane',
  text: `
SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS "dueInMs"
FROM repository_lanes`,
};

/** Milliseconds; undefined when there is no lane. */
export async function findNextLane(connection: Connection): Promise<number | undefined> {
  const [row] = await connection.query<{ dueInMs: number | null }>(statement);
  return row?.dueInMs == null ? undefined : Math.max(0, row.dueInMs);
}
