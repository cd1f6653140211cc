import type { LaneKey } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { hasLaneKey, toLaneKeyValues } from './lane-key.ts';

/** The list had a change that webhooks did not report: until the next delivery, the feed is not relied on. */
const statement = {
  name: 'note-missed',
  text: `UPDATE lanes SET missed_at = now() WHERE ${hasLaneKey}`,
};

export async function noteMissed(connection: Connection, lane: LaneKey): Promise<void> {
  await connection.query(statement, toLaneKeyValues(lane));
}
