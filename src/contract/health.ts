import { type Static, Type } from 'typebox';
import { Instant, nullable } from './schema.ts';

const milliseconds = (description: string) => Type.Integer({ minimum: 0, description });

const QuotaSample = Type.Object({ at: Instant, remaining: Type.Integer() });

const QuotaHealth = Type.Object({
  bucket: Type.String({ description: 'as the forge names it' }),
  quota: Type.Integer({ description: 'requests or points per window' }),
  remaining: Type.Integer(),
  reset_at: Instant,
  reserved: Type.Integer({ description: "kept for the person's own tools" }),
  forecast: Type.Integer({
    description: 'what will remain at reset_at if it is spent as it was lately',
  }),
  samples: Type.Array(QuotaSample, { description: 'of the last hour, oldest first' }),
});

const FeedHealth = Type.Object({
  live: Type.Integer(),
  silent: Type.Integer(),
  never: Type.Integer(),
  last_delivery_at: nullable(Instant),
});

const ForgeHealth = Type.Object({
  id: Type.String(),
  token_linked: Type.Boolean(),
  paused_until: nullable(Instant),
  quotas: Type.Array(QuotaHealth),
  feeds: FeedHealth,
});

/** How old what is known of open pull requests was. */
const DataAge = Type.Object({
  at: Instant,
  rows: Type.Integer({ description: 'open pull requests measured' }),
  p50_ms: milliseconds('half of them were younger'),
  p95_ms: milliseconds('19 of 20 were younger'),
});

const QueueSample = Type.Object({
  at: Instant,
  due: Type.Integer({ description: 'rows due and not taken' }),
  lag_ms: milliseconds('how long the longest-waiting row had been due'),
});

const Replica = Type.Object({
  id: Type.String(),
  host: Type.String(),
  version: Type.String(),
  started_at: Instant,
  seen_at: Instant,
  samples: Type.Array(QueueSample, { description: 'of the last hour, oldest first' }),
});

/** Whether the board can be believed: quotas, pauses, feeds, ages and the queue. */
export const Health = Type.Object(
  {
    at: Instant,
    forges: Type.Array(ForgeHealth, { description: "with the asking user's quotas" }),
    data_age: Type.Array(DataAge, { description: 'of the last hour, oldest first' }),
    replicas: Type.Array(Replica),
  },
  { $id: 'Health' },
);

export type Health = Static<typeof Health>;
export type ForgeHealth = Static<typeof ForgeHealth>;
export type QuotaHealth = Static<typeof QuotaHealth>;
export type DataAge = Static<typeof DataAge>;
export type Replica = Static<typeof Replica>;
