import type { AcquiredLane, LaneSchedule } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';

/** Sets when a lane is due next. A lane that was deleted in the meantime stays deleted. */
const statement = {
  name: 'schedule-lane',
  text: `
UPDATE repository_lanes
SET due_at = now() + $4::float8 * interval '1 millisecond',
  changed_at = GREATEST(changed_at, $5::timestamptz)
WHERE forge_id = $1 AND url_prefix = $2 AND owner_id = $3`,
};

export async function scheduleLane(
  connection: Connection,
  { forgeId, urlPrefix, ownerId }: AcquiredLane,
  { delayMs, changedAt }: LaneSchedule,
): Promise<void> {
  await connection.query(statement, [forgeId, urlPrefix, ownerId, delayMs, changedAt]);
}
