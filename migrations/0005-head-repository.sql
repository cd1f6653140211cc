-- The repository of the pull request's head branch, as its forge spells it; null for a deleted fork.
ALTER TABLE chat_diff_statuses ADD COLUMN head_repository text;
