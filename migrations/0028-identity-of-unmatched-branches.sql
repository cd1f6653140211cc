-- The forge's id of the repository, where the delivery named it: another repository may take over its name.
ALTER TABLE unmatched_branches ADD COLUMN repository_id text;
