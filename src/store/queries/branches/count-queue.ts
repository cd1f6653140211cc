import type { Connection } from '../../database.ts';

export interface QueueCount {
  forgeId: string;
  due: number;
  /** Those among them that have been due for more than ten seconds. */
  behind: number;
  /** How long the oldest due row has been waiting. */
  lagMs: number;
}

/** Counts the queue for the metrics; reads only its due rows. */
const statement = {
  name: 'count-queue',
  text: `
SELECT forge_id AS "forgeId", count(*)::int AS "due",
  count(*) FILTER (WHERE stale_at <= now() - interval '10 seconds')::int AS "behind",
  (extract(epoch FROM now() - min(stale_at)) * 1000)::float8 AS "lagMs"
FROM chat_diff_statuses
WHERE stale_at <= now() AND git_remote_origin <> '' AND git_branch <> ''
GROUP BY forge_id`,
};

export async function countQueue(connection: Connection): Promise<QueueCount[]> {
  return connection.query<QueueCount>(statement);
}
