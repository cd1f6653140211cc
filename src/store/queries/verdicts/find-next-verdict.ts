import type { Connection } from '../../database.ts';

const statement = {
  name: 'find-next-verdict',
  text: `
SELECT GREATEST(0, EXTRACT(epoch FROM verdict_due_at - now()) * 1000)::float8 AS due_in_ms
FROM chat_diff_statuses
WHERE verdict_due_at > '-infinity'
ORDER BY verdict_due_at LIMIT 1`,
};

/** In how many milliseconds time alone may change the next verdict; undefined if there is none. */
export async function findNextVerdict(connection: Connection): Promise<number | undefined> {
  const [row] = await connection.query<{ due_in_ms: number }>(statement);
  return row?.due_in_ms;
}
