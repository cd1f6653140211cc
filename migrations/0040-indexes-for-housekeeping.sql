-- The lanes of some owners are planned at a time, and deleted with their owner.
CREATE INDEX lanes_by_owner ON lanes (owner_id);

-- Housekeeping reads the entries that have expired, and the branches with recent ones, instead of all.
CREATE INDEX tracked_branch_events_by_age ON tracked_branch_events (at);
