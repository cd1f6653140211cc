import type { Connection } from '../../database.ts';
import { sampledRows, toTotal } from './sampled-rows.ts';

/** How old what is shown about open pull requests is, for one verdict. */
export interface DataAge {
  verdict: string;
  rows: number;
  p50Ms: number;
  p95Ms: number;
  longestMs: number;
}

/** Measures the age of the data for the metrics, of a sample where there are many rows. */
export const statement = {
  name: 'measure-data-age',
  text: `
SELECT verdict, ${toTotal('count(*)')} AS "rows",
  percentile_disc(0.5) WITHIN GROUP (ORDER BY age_ms) AS "p50Ms",
  percentile_disc(0.95) WITHIN GROUP (ORDER BY age_ms) AS "p95Ms",
  max(age_ms) AS "longestMs"
FROM (
  SELECT COALESCE(verdict_reason, 'unknown') AS verdict,
    GREATEST(0, extract(epoch FROM now() - refreshed_at) * 1000)::float8 AS age_ms
  FROM ${sampledRows}
  WHERE pull_request_state = 'open' AND stale_at IS NOT NULL AND refreshed_at IS NOT NULL
) AS open
GROUP BY verdict
ORDER BY verdict`,
};

export async function measureDataAge(connection: Connection): Promise<DataAge[]> {
  return connection.query<DataAge>(statement);
}
