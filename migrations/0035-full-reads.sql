-- When the pull request was last read in full. detailed_at is the last read of its checks, which lanes make as well.
ALTER TABLE chat_diff_statuses ADD COLUMN fully_read_at timestamptz;
UPDATE chat_diff_statuses SET fully_read_at = detailed_at WHERE detailed_at IS NOT NULL;
