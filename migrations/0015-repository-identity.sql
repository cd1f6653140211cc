-- The forge's own id of a row's repository is learned from the first pull request that was matched. A
-- repository keeps it when it is renamed or transferred, and another one of the same name has another.
CREATE INDEX chat_diff_statuses_by_repository_id
  ON chat_diff_statuses (forge_id, repository_id, git_branch)
  WHERE repository_id IS NOT NULL;
