import type { Connection } from '../../database.ts';

/** The time until the next lane is due, except those of some forges. */
const statement = {
  name: 'find-next-lane',
  text: `
SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS "dueInMs"
FROM lanes
WHERE forge_id <> ALL ($1::text[])
ORDER BY due_at LIMIT 1`,
};

/** Milliseconds; undefined when there is no lane. */
export async function findNextLane(
  connection: Connection,
  busyForgeIds: readonly string[] = [],
): Promise<number | undefined> {
  const [row] = await connection.query<{ dueInMs: number }>(statement, [busyForgeIds]);
  return row && Math.max(0, row.dueInMs);
}
