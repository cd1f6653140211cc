-- The revision at which a delivery last stored facts. A refresh whose acquire returned this revision or a
-- lower one began before those facts were stored, and never overwrites them.
ALTER TABLE chat_diff_statuses ADD COLUMN facts_revision bigint;
