-- What people decide by, the repository of every row, and what forges deliver.

ALTER TABLE chat_diff_statuses
  -- Owner and name as the forge's adapter reads them from the origin, in lower case; empty until read.
  ADD COLUMN repository text NOT NULL DEFAULT '',
  -- When anything about the pull request last changed, by the forge's clock.
  ADD COLUMN pull_request_changed_at timestamptz,
  ADD COLUMN counts_at_least boolean NOT NULL DEFAULT false,
  ADD COLUMN mergeability text
    CHECK (mergeability IN ('mergeable', 'conflicting', 'behind', 'blocked', 'unknown')),
  -- How often in a row the forge said that it is still computing it.
  ADD COLUMN mergeability_attempts smallint NOT NULL DEFAULT 0,
  ADD COLUMN auto_merge boolean,
  ADD COLUMN in_merge_queue boolean,
  ADD COLUMN merge_queue_position integer,
  -- 'none': the forge asks for no review.
  ADD COLUMN review_decision text
    CHECK (review_decision IN ('approved', 'changes_requested', 'review_required', 'none')),
  ADD COLUMN unresolved_threads integer,
  ADD COLUMN requested_reviewers text[],
  ADD COLUMN labels jsonb,
  -- Due only because time passed: it may wait a moment, to share a request with others.
  ADD COLUMN routine boolean NOT NULL DEFAULT false,
  -- When all of the pull request was last read, not only that its repository's list had not moved.
  ADD COLUMN detailed_at timestamptz,
  -- The revision at which a pull request was last recorded: while it is the row's own, nobody holds a
  -- lease on it and no signal waits.
  ADD COLUMN recorded_revision bigint;

-- Rows that somebody waits for, so that the next one is found however many routine ones are due.
CREATE INDEX chat_diff_statuses_pressing ON chat_diff_statuses (forge_id, stale_at)
  WHERE NOT routine AND stale_at IS NOT NULL AND git_remote_origin <> '' AND git_branch <> '';

-- Deliveries name a branch of a repository, a pull request, or a commit.
CREATE INDEX chat_diff_statuses_by_repository
  ON chat_diff_statuses (forge_id, repository, git_branch);
CREATE INDEX chat_diff_statuses_by_url ON chat_diff_statuses (url) WHERE url IS NOT NULL;
CREATE INDEX chat_diff_statuses_by_head ON chat_diff_statuses (head_sha)
  WHERE head_sha IS NOT NULL;

-- The inbox of webhooks: a delivery is kept before it is answered, and forgotten once processed.
CREATE TABLE webhook_deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  forge_id text NOT NULL,
  -- The same when the forge sends it again; a hash of the body where it numbers none.
  delivery_id text NOT NULL,
  headers jsonb NOT NULL,
  -- Null once nothing will read it again.
  body bytea,
  body_hash bytea NOT NULL,
  state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'unmatched', 'processed')),
  attempts smallint NOT NULL DEFAULT 0,
  -- When it may be taken: at once, or when the lease of a worker that took it has ended.
  available_at timestamptz NOT NULL DEFAULT now(),
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX webhook_deliveries_to_process ON webhook_deliveries (available_at)
  WHERE state = 'received';
CREATE INDEX webhook_deliveries_by_delivery ON webhook_deliveries (forge_id, delivery_id);
CREATE INDEX webhook_deliveries_by_body ON webhook_deliveries (forge_id, body_hash);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (received_at);

-- The branches that an unmatched delivery speaks of: it is read again when one of them is tracked.
CREATE TABLE unmatched_branches (
  webhook_delivery_id bigint NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  forge_id text NOT NULL,
  repository text NOT NULL,
  branch text NOT NULL,
  PRIMARY KEY (forge_id, repository, branch, webhook_delivery_id)
);
CREATE INDEX unmatched_branches_by_delivery ON unmatched_branches (webhook_delivery_id);

-- One row per repository that a forge delivers for or was asked to.
CREATE TABLE webhook_feeds (
  forge_id text NOT NULL,
  -- As in chat_diff_statuses.
  repository text NOT NULL,
  -- The hook at the forge and who installed it; null when it was set up by hand.
  hook_id text,
  installed_by text REFERENCES users (id) ON DELETE SET NULL,
  installed_at timestamptz,
  last_delivery_at timestamptz,
  -- When a replica last set out to ask the forge for what was not delivered.
  claimed_at timestamptz,
  -- Everything before it was delivered, or asked for again.
  reconciled_at timestamptz,
  PRIMARY KEY (forge_id, repository)
);

-- The repositories that open pull requests belong to, per owner: one conditional request tells
-- which of them moved. Derived from the rows every minute.
CREATE TABLE repository_lanes (
  forge_id text NOT NULL,
  -- How the address of every pull request of the repository begins.
  url_prefix text NOT NULL,
  -- Whose token asks.
  owner_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- When one of its pull requests last changed, by the forge's clock.
  changed_at timestamptz,
  due_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (forge_id, url_prefix, owner_id)
);
CREATE INDEX repository_lanes_due ON repository_lanes (due_at);
-- What they are derived from, however many rows rest.
CREATE INDEX chat_diff_statuses_open ON chat_diff_statuses (forge_id)
  WHERE pull_request_state = 'open';

-- What a forge said of a quota; shared by replicas.
CREATE TABLE forge_budgets (
  forge_id text NOT NULL,
  token_fingerprint text NOT NULL,
  -- As the forge names it: core, graphql, ...
  bucket text NOT NULL,
  quota integer NOT NULL,
  remaining integer NOT NULL,
  reset_at timestamptz NOT NULL,
  observed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (forge_id, token_fingerprint, bucket)
);
