import type { Connection } from '../../database.ts';
import { isPolled } from '../../queue-clauses.ts';

export interface QueueCount {
  forgeId: string;
  due: number;
  /** Those among them that have been due for more than ten seconds. */
  behind: number;
  /** How long the oldest due row has been waiting. */
  lagMs: number;
}

const listDue = (condition: string) => `(
    SELECT s.stale_at
    FROM chat_diff_statuses s
    WHERE s.forge_id = forge.id AND s.stale_at <= now() AND ${condition}
      AND s.git_remote_origin <> '' AND s.git_branch <> '')`;

/**
 * Counts the queue for the metrics. Reads only its due rows, from the two indexes of each forge; the ids of the
 * forges are found in steps through another index. Rows that wait for polling are not behind.
 */
export const statement = {
  name: 'count-queue',
  text: `
WITH RECURSIVE forge AS (
  (SELECT forge_id AS id FROM chat_diff_statuses ORDER BY forge_id LIMIT 1)
  UNION ALL
  SELECT (SELECT s.forge_id FROM chat_diff_statuses s WHERE s.forge_id > forge.id
    ORDER BY s.forge_id LIMIT 1)
  FROM forge WHERE forge.id IS NOT NULL
)
SELECT forge.id AS "forgeId", count(*)::int AS "due",
  count(*) FILTER (WHERE due.stale_at <= now() - interval '10 seconds')::int AS "behind",
  (extract(epoch FROM now() - min(due.stale_at)) * 1000)::float8 AS "lagMs"
FROM forge
CROSS JOIN LATERAL (
  ${listDue('NOT s.routine')}
  UNION ALL
  ${listDue(`s.routine AND NOT ($1::boolean AND ${isPolled})`)}
) AS due
GROUP BY forge.id`,
};

export async function countQueue(
  connection: Connection,
  isPollingPaused = false,
): Promise<QueueCount[]> {
  return connection.query<QueueCount>(statement, [isPollingPaused]);
}
