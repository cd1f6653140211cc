import type { Connection } from '../../database.ts';

export interface DataAgeRow {
  at: Date;
  rowCount: number;
  p50Ms: number;
  p95Ms: number;
}

/** The samples of the last hour, oldest first. */
const statement = {
  name: 'list-data-ages',
  text: `
SELECT at, row_count AS "rowCount", p50_ms AS "p50Ms", p95_ms AS "p95Ms"
FROM data_age_samples
WHERE at > now() - interval '1 hour'
ORDER BY at`,
};

export async function listDataAges(connection: Connection): Promise<DataAgeRow[]> {
  return connection.query<DataAgeRow>(statement);
}
