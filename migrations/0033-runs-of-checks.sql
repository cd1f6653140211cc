-- What the counts of checks were computed from, so that a delivery about one run changes them without a request.
ALTER TABLE chat_diff_statuses
  -- The newest run of each check of the commit in checks_head_sha; null when there are too many to store.
  ADD COLUMN check_runs jsonb,
  -- Null when the rules of the base branch could not be read.
  ADD COLUMN checks_required_names text[],
  -- When a delivery last changed check_runs. While that is later than detailed_at, no read has confirmed the list.
  ADD COLUMN checks_delivered_at timestamptz;
