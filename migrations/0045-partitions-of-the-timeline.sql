-- The timeline by weeks, so that expired entries are dropped and leave no dead rows: docs/decisions/0027.

-- In the order of decision 13, before statements below lock them one by one.
LOCK TABLE chat_diff_statuses, tracked_branch_events IN ACCESS EXCLUSIVE MODE;

-- The entries so far become the first partition. The name of a partition is when it ends, at midnight UTC.
DO $$
DECLARE
  ends_at timestamptz := (date_trunc('week', now() AT TIME ZONE 'UTC') + interval '7 days') AT TIME ZONE 'UTC';
  first_partition text := 'tracked_branch_events_to_' || to_char(ends_at AT TIME ZONE 'UTC', 'YYYYMMDD');
  last_id bigint := (SELECT max(id) FROM tracked_branch_events);
BEGIN
  ALTER TABLE tracked_branch_events ALTER COLUMN id DROP IDENTITY;
  ALTER TABLE tracked_branch_events DROP CONSTRAINT tracked_branch_events_pkey;
  DROP INDEX tracked_branch_events_of_branch;
  ALTER INDEX tracked_branch_events_by_age RENAME TO tracked_branch_events_first_by_age;
  EXECUTE format('ALTER TABLE tracked_branch_events RENAME TO %I', first_partition);

  -- A sequence, because PostgreSQL has identity columns of partitioned tables from version 17 on.
  CREATE SEQUENCE tracked_branch_events_id_seq;
  PERFORM setval('tracked_branch_events_id_seq', last_id) WHERE last_id IS NOT NULL;
  CREATE TABLE tracked_branch_events (
    -- For one branch in the order of commits, because it is assigned under the lock on the row.
    id bigint NOT NULL DEFAULT nextval('tracked_branch_events_id_seq'),
    chat_id text NOT NULL,
    git_remote_origin text NOT NULL,
    git_branch text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    detail jsonb NOT NULL,
    -- The entries of one branch in their order. A unique key has to contain the instant.
    PRIMARY KEY (chat_id, git_remote_origin, git_branch, id, at),
    -- References the tracked branch, not the chat: the statement that causes an event has locked it.
    FOREIGN KEY (chat_id, git_remote_origin, git_branch)
      REFERENCES chat_diff_statuses (chat_id, git_remote_origin, git_branch) ON DELETE CASCADE
  ) PARTITION BY RANGE (at);
  ALTER SEQUENCE tracked_branch_events_id_seq OWNED BY tracked_branch_events.id;
  CREATE INDEX tracked_branch_events_by_age ON tracked_branch_events (at);

  -- For what no other partition takes: the clock was wrong, or no server ran for months.
  CREATE TABLE tracked_branch_events_other PARTITION OF tracked_branch_events DEFAULT;
  EXECUTE format('WITH moved AS (DELETE FROM %I WHERE at >= %L RETURNING *)
    INSERT INTO tracked_branch_events_other (id, chat_id, git_remote_origin, git_branch, at, kind, detail)
    SELECT id, chat_id, git_remote_origin, git_branch, at, kind, detail FROM moved',
    first_partition, ends_at);
  EXECUTE format('ALTER TABLE %I ALTER COLUMN id SET DEFAULT nextval(''tracked_branch_events_id_seq'')', first_partition);
  EXECUTE format('ALTER TABLE tracked_branch_events ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)',
    first_partition, ends_at);
END $$;

-- Creates the partitions of the week of an instant and of the two weeks after it, and drops those that ended longer before
-- it than an age. Returns false when a lock was not free within half a second: then nothing has changed, and the next
-- call does it.
CREATE FUNCTION keep_timeline_partitions(age interval, instant timestamptz) RETURNS boolean
LANGUAGE plpgsql SET timezone = 'UTC' SET lock_timeout = '500ms' AS $$
DECLARE
  prefix text := 'tracked_branch_events_to_';
  ends_at timestamptz;
  name text;
BEGIN
  -- Another replica does it.
  IF NOT pg_try_advisory_xact_lock(4702026044) THEN RETURN true; END IF;

  FOR ends_at IN SELECT date_trunc('week', instant) + week * interval '7 days' FROM generate_series(1, 3) AS week LOOP
    name := prefix || to_char(ends_at, 'YYYYMMDD');
    CONTINUE WHEN EXISTS (
      SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'tracked_branch_events'::regclass AND (c.relname = name
        -- The first one has no beginning.
        OR (c.relname > name AND starts_with(pg_get_expr(c.relpartbound, c.oid), 'FOR VALUES FROM (MINVALUE)'))));
    -- In the order of decision 13. Attaching a partition takes the same locks, one by one.
    LOCK TABLE chat_diff_statuses IN SHARE ROW EXCLUSIVE MODE;
    LOCK TABLE tracked_branch_events IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE tracked_branch_events INCLUDING DEFAULTS)', name);
    EXECUTE format('WITH moved AS (
        DELETE FROM tracked_branch_events_other WHERE at >= %1$L AND at < %2$L RETURNING *
      ) INSERT INTO %3$I SELECT * FROM moved', ends_at - interval '7 days', ends_at, name);
    EXECUTE format('ALTER TABLE tracked_branch_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      name, ends_at - interval '7 days', ends_at);
  END LOOP;

  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'tracked_branch_events'::regclass AND starts_with(c.relname, prefix)
      AND c.relname <= prefix || to_char(instant - age, 'YYYYMMDD')
  LOOP
    EXECUTE format('DROP TABLE %I', name);
  END LOOP;
  RETURN true;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;

SELECT keep_timeline_partitions(interval '30 days', now());
