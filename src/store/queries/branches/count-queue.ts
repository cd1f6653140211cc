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

/** Counts the queue for the metrics; reads only its due rows. Those that wait for polling are not behind. */
const statement = {
  name: 'count-queue',
  text: `
SELECT forge_id AS "forgeId", count(*)::int AS "due",
  count(*) FILTER (WHERE stale_at <= now() - interval '10 seconds')::int AS "behind",
  (extract(epoch FROM now() - min(stale_at)) * 1000)::float8 AS "lagMs"
FROM chat_diff_statuses s
WHERE stale_at <= now() AND git_remote_origin <> '' AND git_branch <> ''
  AND NOT ($1::boolean AND ${isPolled})
GROUP BY forge_id`,
};

export async function countQueue(
  connection: Connection,
  isPollingPaused = false,
): Promise<QueueCount[]> {
  return connection.query<QueueCount>(statement, [isPollingPaused]);
}
