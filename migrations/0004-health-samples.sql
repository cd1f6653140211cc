-- What the page of health plots: samples of the last hour. They are for people and decide nothing.

-- What was left of a quota at the end of a minute in which it changed.
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

-- How old what is known of open pull requests was: one sample a minute for the whole installation.
CREATE TABLE data_age_samples (
  -- The beginning of the minute.
  at timestamptz PRIMARY KEY,
  row_count integer NOT NULL,
  p50_ms bigint NOT NULL,
  p95_ms bigint NOT NULL
);

-- The processes that serve this database. A graceful stop takes its row away.
CREATE TABLE replicas (
  -- Random at every start.
  id text PRIMARY KEY,
  host text NOT NULL,
  version text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);

-- The queue as a replica found it.
CREATE TABLE queue_samples (
  replica_id text NOT NULL REFERENCES replicas (id) ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  due integer NOT NULL,
  lag_ms bigint NOT NULL,
  PRIMARY KEY (replica_id, at)
);
