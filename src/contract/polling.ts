import { type Static, Type } from 'typebox';
import { Instant, nullable } from './schema.ts';

/** Whether anything is requested only because time passes. */
export const PollingState = Type.Object(
  {
    factor: Type.Number({ description: 'AFTERPUSH_POLL_FACTOR: how often; 0 is not at all' }),
    paused: Type.Boolean({ description: 'a person paused it, or the factor is 0' }),
    paused_at: nullable({ ...Instant, description: 'when a person paused it on all replicas' }),
  },
  { $id: 'Polling' },
);

export const UpdatePolling = Type.Object(
  { paused: Type.Boolean() },
  { additionalProperties: false },
);

export type PollingState = Static<typeof PollingState>;
export type UpdatePolling = Static<typeof UpdatePolling>;
