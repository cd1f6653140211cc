-- Facts of pull requests that users decide by, the repository of every row, and webhooks.

ALTER TABLE chat_diff_statuses
  -- Owner and name as the forge's adapter parses them from the origin, in lower case; empty until then.
  ADD COLUMN repository text NOT NULL DEFAULT '',
  -- When anything about the pull request last changed, by the forge's clock.
  ADD COLUMN pull_request_changed_at timestamptz,
  ADD COLUMN counts_at_least boolean NOT NULL DEFAULT false,
  ADD COLUMN mergeability text
    CHECK (mergeability IN ('mergeable', 'conflicting', 'behind', 'blocked', 'unknown')),
  -- Consecutive refreshes in which the forge was still computing it.
  ADD COLUMN mergeability_attempts smallint NOT NULL DEFAULT 0,
  ADD COLUMN auto_merge boolean,
  ADD COLUMN in_merge_queue boolean,
  ADD COLUMN merge_queue_position integer,
  -- 'none': the forge requires no review.
  ADD COLUMN review_decision text
    CHECK (review_decision IN ('approved', 'changes_requested', 'review_required', 'none')),
  ADD COLUMN unresolved_threads integer,
  ADD COLUMN requested_reviewers text[],
  ADD COLUMN labels jsonb,
  -- Due only because time passed: may wait a moment, to share a request with others.
  ADD COLUMN routine boolean NOT NULL DEFAULT false,
  -- When the pull request was last fetched in full, not only found unchanged in a list.
  ADD COLUMN detailed_at timestamptz,
  -- The revision at which a pull request was last recorded: while it equals the row's revision, there
  -- is no lease on the row and no signal waits.
  ADD COLUMN recorded_revision bigint;

-- Urgent rows, so that the next one is found quickly, however many routine ones are due.
CREATE INDEX chat_diff_statuses_pressing ON chat_diff_statuses (forge_id, stale_at)
  WHERE NOT routine AND stale_at IS NOT NULL AND git_remote_origin <> '' AND git_branch <> '';

-- Deliveries name a branch of a repository, a pull request, or a commit.
CREATE INDEX chat_diff_statuses_by_repository
  ON chat_diff_statuses (forge_id, repository, git_branch);
CREATE INDEX chat_diff_statuses_by_url ON chat_diff_statuses (url) WHERE url IS NOT NULL;
CREATE INDEX chat_diff_statuses_by_head ON chat_diff_statuses (head_sha)
  WHERE head_sha IS NOT NULL;

-- The inbox of webhooks: a delivery is stored before its request is answered.
CREATE TABLE webhook_deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  forge_id text NOT NULL,
  -- Stays the same when the forge sends it again; a hash of the body where the forge sends no id.
  delivery_id text NOT NULL,
  headers jsonb NOT NULL,
  -- Null once it is processed.
  body bytea,
  body_hash bytea NOT NULL,
  state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'unmatched', 'processed')),
  attempts smallint NOT NULL DEFAULT 0,
  -- When it may be acquired: at once, or when the lease of another process has ended.
  available_at timestamptz NOT NULL DEFAULT now(),
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX webhook_deliveries_to_process ON webhook_deliveries (available_at)
  WHERE state = 'received';
CREATE INDEX webhook_deliveries_by_delivery ON webhook_deliveries (forge_id, delivery_id);
CREATE INDEX webhook_deliveries_by_body ON webhook_deliveries (forge_id, body_hash);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (received_at);

-- The branches of an unmatched delivery, which is processed again when one of them is tracked.
CREATE TABLE unmatched_branches (
  webhook_delivery_id bigint NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  forge_id text NOT NULL,
  repository text NOT NULL,
  branch text NOT NULL,
  PRIMARY KEY (forge_id, repository, branch, webhook_delivery_id)
);
CREATE INDEX unmatched_branches_by_delivery ON unmatched_branches (webhook_delivery_id);

-- One row per repository that has delivered something or for which a hook was installed.
CREATE TABLE webhook_feeds (
  forge_id text NOT NULL,
  -- As in chat_diff_statuses.
  repository text NOT NULL,
  -- The hook at the forge and the user who installed it; null when it was set up by hand.
  hook_id text,
  installed_by text REFERENCES users (id) ON DELETE SET NULL,
  installed_at timestamptz,
  last_delivery_at timestamptz,
  -- When a replica last began to request missed deliveries.
  claimed_at timestamptz,
  -- Everything before it was delivered or requested again.
  reconciled_at timestamptz,
  PRIMARY KEY (forge_id, repository)
);

-- The repositories of open pull requests, per owner: one conditional request shows which of them
-- changed. Derived from the rows every minute.
CREATE TABLE repository_lanes (
  forge_id text NOT NULL,
  -- The part that the URLs of all the repository's pull requests share.
  url_prefix text NOT NULL,
  -- The user whose token is used.
  owner_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- When one of its pull requests last changed, by the forge's clock.
  changed_at timestamptz,
  due_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (forge_id, url_prefix, owner_id)
);
CREATE INDEX repository_lanes_due ON repository_lanes (due_at);
-- Finds the rows that lanes are derived from, however many other rows there are.
CREATE INDEX chat_diff_statuses_open ON chat_diff_statuses (forge_id)
  WHERE pull_request_state = 'open';

-- Quotas as the forges report them; shared by all replicas.
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
