import type { AcquiredLane, LaneSchedule } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { hasLaneKey, toLaneKeyValues } from './lane-key.ts';

/** The end of the delay, or the next common instant after it. */
const next = `to_timestamp(CASE WHEN $12::float8 IS NULL
      THEN extract(epoch FROM now())::float8 + $5::float8 / 1000
      ELSE ceil((extract(epoch FROM now())::float8 * 1000 + $5::float8) / $12::float8) * $12::float8 / 1000
    END)`;

/**
 * Sets when a lane is due next. A lane that was deleted in the meantime stays deleted, and one that was made due
 * earlier than its lease ends keeps that time. Instants pass through the process in whole milliseconds.
 */
const statement = {
  name: 'schedule-lane',
  text: `
UPDATE lanes
SET due_at = CASE WHEN due_at < $10::timestamptz - interval '1 millisecond'
    THEN LEAST(due_at, ${next}) ELSE ${next} END,
  surveyed_at = now(),
  confirmed_at = CASE WHEN $11::boolean THEN now() ELSE confirmed_at END,
  repository = COALESCE($6::text, repository),
  changed_at = GREATEST(changed_at, $7::timestamptz),
  requests_per_minute = COALESCE($8::real, requests_per_minute),
  token_fingerprint = COALESCE($9::text, token_fingerprint)
WHERE ${hasLaneKey}`,
};

export async function scheduleLane(
  connection: Connection,
  lane: AcquiredLane,
  { delayMs, alignMs, repository, changedAt, demand, isConfirmed = false }: LaneSchedule,
): Promise<void> {
  await connection.query(statement, [
    ...toLaneKeyValues(lane),
    delayMs,
    repository ?? null,
    changedAt ?? null,
    demand?.requestsPerMinute ?? null,
    demand?.tokenFingerprint ?? null,
    lane.leasedUntil,
    isConfirmed,
    alignMs ?? null,
  ]);
}
