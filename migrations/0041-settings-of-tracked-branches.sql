-- Every update changes stale_at, which is indexed, so that none is HOT: room on the page only makes the table larger.
ALTER TABLE chat_diff_statuses SET (fillfactor = 100);

-- Lanes are planned by owner, and the age of the data is measured on a sample: nothing reads it any more.
DROP INDEX chat_diff_statuses_open;
