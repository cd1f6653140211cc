import type { LaneLoad } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';

/** What the lanes of each token take, on all replicas. Lanes that are not surveyed any more take nothing. */
const statement = {
  name: 'list-lane-loads',
  text: `
SELECT token_fingerprint AS "tokenFingerprint", sum(requests_per_minute)::float8 AS "requestsPerMinute",
  COALESCE(sum(requests_per_minute) FILTER (WHERE head_sha <> ''), 0)::float8 AS "ofHeads"
FROM lanes
WHERE token_fingerprint IS NOT NULL
GROUP BY token_fingerprint`,
};

export function listLaneLoads(connection: Connection): Promise<LaneLoad[]> {
  return connection.query<LaneLoad>(statement);
}
