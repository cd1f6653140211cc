import type { Connection } from '../../database.ts';

/**
 * Creates the partitions of this week and of the next two, and drops those whose entries have all expired. It waits
 * for the locks half a second at most, before the server would look for a deadlock (decision 27).
 */
const statement = {
  name: 'keep-timeline-partitions',
  text: `
SELECT keep_timeline_partitions($1::float8 * interval '1 millisecond', now()) AS kept`,
};

/** False when the tables were in use. */
export async function keepTimelinePartitions(
  connection: Connection,
  ageMs: number,
): Promise<boolean> {
  const [row] = await connection.query<{ kept: boolean }>(statement, [ageMs]);
  return row?.kept === true;
}
