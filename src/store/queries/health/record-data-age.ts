import type { Connection } from '../../database.ts';
import { sampledRows, toTotal } from './sampled-rows.ts';

/**
 * Samples the age of the data about open pull requests, once a minute for the whole installation: the
 * first replica writes the sample, and the others do not even count. Counts only scheduled rows with an open pull
 * request, of a part of the table where there are many rows; without any, there is no sample.
 */
export const statement = {
  name: 'record-data-age',
  text: `
INSERT INTO data_age_samples (at, row_count, p50_ms, p95_ms)
SELECT date_trunc('minute', now()), ${toTotal('count(*)')},
  percentile_disc(0.5) WITHIN GROUP (ORDER BY age_ms),
  percentile_disc(0.95) WITHIN GROUP (ORDER BY age_ms)
FROM (
  SELECT GREATEST(0, extract(epoch FROM now() - refreshed_at) * 1000)::bigint AS age_ms
  FROM ${sampledRows}
  WHERE pull_request_state = 'open' AND stale_at IS NOT NULL AND refreshed_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM data_age_samples WHERE at = date_trunc('minute', now()))
) AS open
HAVING count(*) > 0
ON CONFLICT (at) DO NOTHING`,
};

export async function recordDataAge(connection: Connection): Promise<void> {
  await connection.query(statement);
}
