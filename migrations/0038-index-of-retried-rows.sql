-- Routine rows whose push or delivery no refresh has served yet: few, and the only ones that are read while
-- polling is paused.
CREATE INDEX chat_diff_statuses_retried ON chat_diff_statuses (forge_id, stale_at)
  WHERE routine AND (updated_at > refreshed_at OR refreshed_at IS NULL)
    AND stale_at IS NOT NULL AND git_remote_origin <> '' AND git_branch <> '';
