-- Samples of the last hour for the health page. Nothing else depends on them.

-- How much of a quota was left at the end of a minute in which it changed.
CREATE TABLE quota_samples (
  forge_id text NOT NULL,
  token_fingerprint text NOT NULL,
  bucket text NOT NULL,
  -- The beginning of the minute.
  at timestamptz NOT NULL,
  remaining integer NOT NULL,
  PRIMARY KEY (forge_id, token_fingerprint, bucket, at)
);
CREATE INDEX quota_samples_by_age ON quota_samples (at);

-- The age of the data about open pull requests: one sample a minute for the whole installation.
CREATE TABLE data_age_samples (
  -- The beginning of the minute.
  at timestamptz PRIMARY KEY,
  row_count integer NOT NULL,
  p50_ms bigint NOT NULL,
  p95_ms bigint NOT NULL
);

-- The processes that use this database. A graceful stop deletes the row.
CREATE TABLE replicas (
  -- Random at every start.
  id text PRIMARY KEY,
  host text NOT NULL,
  version text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);

-- Samples of the queue, one series for each replica.
CREATE TABLE queue_samples (
  replica_id text NOT NULL REFERENCES replicas (id) ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  due integer NOT NULL,
  lag_ms bigint NOT NULL,
  PRIMARY KEY (replica_id, at)
);
