-- Urgent rows have an index of their own; so have the routine ones now. Whatever the statistics say, the first
-- row of each kind is then at the start of an index, and the index of both kinds is not needed.
CREATE INDEX chat_diff_statuses_routine ON chat_diff_statuses (forge_id, stale_at)
  WHERE routine AND stale_at IS NOT NULL AND git_remote_origin <> '' AND git_branch <> '';
DROP INDEX chat_diff_statuses_due;
