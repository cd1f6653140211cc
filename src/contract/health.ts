import { type Static, Type } from 'typebox';
import { PollingState } from './polling.ts';
import { Instant, literals, nullable } from './schema.ts';

const nextCheckDescription =
  'when the next of them is read; null while all are being read or wait for polling';

const milliseconds = (description: string) => Type.Integer({ minimum: 0, description });

const QuotaSample = Type.Object({ at: Instant, remaining: Type.Integer() });

const QuotaHealth = Type.Object({
  bucket: Type.String({ description: "the forge's name for this quota" }),
  quota: Type.Integer({ description: 'limit per window, in requests or points' }),
  remaining: Type.Integer(),
  reset_at: Instant,
  reserved: Type.Integer({ description: "reserved for the user's own tools" }),
  forecast: Type.Integer({
    description: 'expected remainder at reset_at at the current rate of use',
  }),
  samples: Type.Array(QuotaSample, { description: 'the last hour, oldest first' }),
});

const FeedHealth = Type.Object({
  live: Type.Integer(),
  waiting: Type.Integer({ description: 'installed, without a delivery so far' }),
  silent: Type.Integer(),
  never: Type.Integer(),
  last_delivery_at: nullable(Instant),
});

/** Most recent reads of a forge failed because of the forge. */
const ForgeTrouble = Type.Object({
  kind: literals(['unavailable', 'timed_out', 'malformed']),
  since: Instant,
  branches: Type.Integer({ description: 'branches that could not be read' }),
  message: Type.String({ description: 'the last failure' }),
  next_check_at: nullable({ ...Instant, description: nextCheckDescription }),
});

const ForgeHealth = Type.Object({
  id: Type.String(),
  token_linked: Type.Boolean(),
  paused_until: nullable(Instant),
  trouble: nullable(ForgeTrouble),
  quotas: Type.Array(QuotaHealth),
  feeds: FeedHealth,
});

/** The age of the stored data of open pull requests at one time. */
const DataAge = Type.Object({
  at: Instant,
  rows: Type.Integer({ description: 'number of open pull requests' }),
  p50_ms: milliseconds('median age'),
  p95_ms: milliseconds('95th percentile of the age'),
});

const QueueSample = Type.Object({
  at: Instant,
  due: Type.Integer({ description: 'rows that are due and not acquired' }),
  lag_ms: milliseconds('longest wait of a due row'),
});

const Replica = Type.Object({
  id: Type.String(),
  host: Type.String(),
  version: Type.String(),
  started_at: Instant,
  seen_at: Instant,
  samples: Type.Array(QueueSample, { description: 'the last hour, oldest first' }),
});

/** Data quality: quotas, pauses, webhooks, age of the data and the queue. */
export const Health = Type.Object(
  {
    at: Instant,
    forges: Type.Array(ForgeHealth, { description: "with the current user's quotas" }),
    data_age: Type.Array(DataAge, { description: 'the last hour, oldest first' }),
    replicas: Type.Array(Replica),
    polling: PollingState,
  },
  { $id: 'Health' },
);

export type Health = Static<typeof Health>;
export type ForgeTrouble = Static<typeof ForgeTrouble>;
export type ForgeHealth = Static<typeof ForgeHealth>;
export type QuotaHealth = Static<typeof QuotaHealth>;
export type DataAge = Static<typeof DataAge>;
export type Replica = Static<typeof Replica>;
