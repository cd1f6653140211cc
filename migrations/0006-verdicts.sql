-- What a tracked branch needs now, about one commit, and everything that this depends on.

ALTER TABLE chat_diff_statuses
  -- The commit of the last push signal; null when that signal named none.
  ADD COLUMN reported_sha text,
  -- The head that the row showed when that signal arrived.
  ADD COLUMN reported_over_sha text,

  -- The commit that the checks belong to.
  ADD COLUMN checks_head_sha text,
  -- {"passed", "failed", "pending", "missing"}; null when the forge's rules cannot be read.
  ADD COLUMN checks_required jsonb,
  ADD COLUMN checks_optional_failed integer,
  -- Required checks of which no run was reported.
  ADD COLUMN checks_missing text[],
  -- Every check that was reported for the head.
  ADD COLUMN checks_names text[],
  -- Why the checks cannot be read.
  ADD COLUMN checks_unreadable text,

  -- When the head and each of its checks were first seen:
  -- {"head_sha", "head_at", "checks": {"<name>": <milliseconds after head_at>}}.
  ADD COLUMN head_history jsonb,

  ADD COLUMN verdict_reason text,
  ADD COLUMN verdict_detail text,
  -- Required and usual checks that have not started.
  ADD COLUMN verdict_missing text[],
  ADD COLUMN verdict_head_sha text,
  -- When the reason began.
  ADD COLUMN verdict_since timestamptz,
  -- When time alone may change the verdict.
  ADD COLUMN verdict_due_at timestamptz;

CREATE INDEX chat_diff_statuses_verdict_due ON chat_diff_statuses (verdict_due_at)
  WHERE verdict_due_at IS NOT NULL;

-- The checks of heads whose checks have all completed; the usual checks are learned from the last ones
-- of each repository and base.
CREATE TABLE settled_heads (
  forge_id text NOT NULL,
  repository text NOT NULL,
  base_branch text NOT NULL,
  head_sha text NOT NULL,
  settled_at timestamptz NOT NULL DEFAULT now(),
  -- {"<name>": <milliseconds after the head appeared>}
  checks jsonb NOT NULL,
  PRIMARY KEY (forge_id, repository, base_branch, head_sha)
);

CREATE INDEX settled_heads_by_age ON settled_heads (forge_id, repository, base_branch, settled_at DESC);
