-- The token that the last failure came from; a row is due again when another token serves it.
-- Empty when there was none, null before that was recorded.
ALTER TABLE chat_diff_statuses ADD COLUMN failure_token text;

-- When the clock of the database was last seen at its latest: due times are corrected when it steps back.
CREATE TABLE database_clock (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  latest_at timestamptz NOT NULL
);
