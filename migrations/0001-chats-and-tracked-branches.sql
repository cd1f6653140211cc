-- Users, their chats, and the tracked branches that the sync keeps up to date.

CREATE TABLE users (
  id text PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Bearer tokens are stored as their SHA-256 only.
CREATE TABLE api_tokens (
  token_hash bytea PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE chats (
  id text PRIMARY KEY,
  owner_id text NOT NULL REFERENCES users (id),
  title text NOT NULL DEFAULT '',
  workspace_id text,
  archived boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX chats_by_owner ON chats (owner_id, created_at DESC, id DESC);
CREATE INDEX chats_by_workspace ON chats (workspace_id) WHERE workspace_id IS NOT NULL;

-- One row per tracked branch: the unit of sync, and the queue itself.
CREATE TABLE chat_diff_statuses (
  chat_id text NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  git_remote_origin text NOT NULL,
  git_branch text NOT NULL,

  -- The configured forge that serves the origin; empty when there is none.
  forge_id text NOT NULL DEFAULT '',

  url text,
  pull_request_state text CHECK (pull_request_state IN ('open', 'closed', 'merged')),
  pull_request_title text,
  pull_request_draft boolean,
  pr_number integer,
  changes_requested boolean,
  approved boolean,
  reviewer_count integer,
  additions integer,
  deletions integer,
  changed_files integer,
  commits integer,
  author_login text,
  author_avatar_url text,
  base_branch text,
  head_branch text,
  head_sha text,

  checks_state text CHECK (checks_state IN ('passed', 'failed', 'pending')),
  checks_passed integer,
  checks_failed integer,
  checks_pending integer,
  mergeable boolean,

  failure_kind text,
  failure_message text,
  failure_retry_at timestamptz,

  -- Rises with every mark stale and every acquire; a write carries the one its acquire returned.
  revision bigint NOT NULL DEFAULT 1,
  -- The revision of the lease that was live when a push signal interrupted it: that refresh may
  -- still store its result, but the row stays due.
  interrupted_revision bigint,

  -- The last successful fetch.
  refreshed_at timestamptz,
  -- When the row is due; null when nothing is scheduled.
  stale_at timestamptz DEFAULT now(),
  -- The last push signal; orders a chat's branches.
  reported_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- The last change from outside the sync: set only by mark stale and by a successful refresh.
  updated_at timestamptz NOT NULL DEFAULT now(),

  PRIMARY KEY (chat_id, git_remote_origin, git_branch)
);

-- The queue: due rows of one forge, oldest first. Rows that can never be acquired are not in it, so
-- its head stays short, however many rows there are.
CREATE INDEX chat_diff_statuses_due ON chat_diff_statuses (forge_id, stale_at)
  WHERE stale_at IS NOT NULL AND git_remote_origin <> '' AND git_branch <> '';

-- Rows change several times a minute and keep their size: leave room so that updates stay on the page.
ALTER TABLE chat_diff_statuses SET (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.05
);

-- A user's token for one forge, encrypted. The fingerprint identifies it without revealing it.
CREATE TABLE forge_tokens (
  owner_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  forge_id text NOT NULL,
  token_ciphertext bytea NOT NULL,
  token_fingerprint text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner_id, forge_id)
);

-- Tokens that may not be used at a forge for a while; shared by all replicas.
CREATE TABLE forge_pauses (
  forge_id text NOT NULL,
  token_fingerprint text NOT NULL,
  paused_until timestamptz NOT NULL,
  PRIMARY KEY (forge_id, token_fingerprint)
);

-- Validators of conditional requests, and what was parsed from the response that each one validates.
CREATE TABLE forge_validators (
  token_fingerprint text NOT NULL,
  url_hash bytea NOT NULL,
  etag text NOT NULL,
  value jsonb NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (token_fingerprint, url_hash)
);

CREATE INDEX forge_validators_by_age ON forge_validators (saved_at);
