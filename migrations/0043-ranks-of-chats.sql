-- Where each chat is in the lists of its owner, so that a page is read from an index, however many chats there are.
-- A separate table: tracked branches are locked before it, and chats before those (docs/decisions/0013).

-- In the order of decision 13, before statements below lock them one by one.
LOCK TABLE chats, chat_diff_statuses IN SHARE ROW EXCLUSIVE MODE;

-- The order of `reasons` in src/domain/verdict.ts, most urgent first; null for any other reason.
CREATE FUNCTION verdict_rank(reason text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT -array_position(ARRAY[
    'checks_failed', 'conflicts', 'changes_requested', 'no_token', 'token_refused', 'no_access',
    'not_found', 'no_forge', 'threads_open', 'behind', 'ready_to_merge', 'approved', 'needs_review',
    'push_pending', 'checks_starting', 'checks_running', 'in_merge_queue', 'auto_merge', 'in_review',
    'draft', 'looking', 'paused', 'unreachable', 'no_pull_request', 'no_branch', 'merged', 'closed'
  ], reason)
$$;

-- Computed from the chats and their tracked branches.
CREATE VIEW computed_chat_ranks AS
SELECT c.id AS chat_id, c.owner_id, c.public_id, c.archived,
  -- The precision of cursors.
  date_trunc('milliseconds', c.created_at) AS created_at,
  date_trunc('milliseconds', GREATEST(c.updated_at, s.changed_at)) AS changed_at,
  COALESCE(s.rank, -1000) AS rank, COALESCE(s.reasons, '{no_branch}') AS reasons
FROM chats c
CROSS JOIN LATERAL (
  SELECT max(changed_at) AS changed_at, max(verdict_rank(verdict_reason)) AS rank,
    array_agg(DISTINCT COALESCE(verdict_reason, 'looking')) AS reasons
  FROM chat_diff_statuses WHERE chat_id = c.id
) s;

CREATE TABLE chat_ranks (
  chat_id text PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
  owner_id text NOT NULL,
  public_id text NOT NULL,
  archived boolean NOT NULL,
  created_at timestamptz NOT NULL,
  -- When the chat, or what people see of its branches, last changed.
  changed_at timestamptz NOT NULL,
  -- Of the most urgent verdict; -1000 without one.
  rank integer NOT NULL,
  -- The reasons of all verdicts.
  reasons text[] NOT NULL
);

-- Triggers, so that every writer keeps the ranks, even an older replica: docs/decisions/0026.
CREATE FUNCTION rank_chat(key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- The lock comes first: the next statement then sees the branches as every earlier holder has committed them.
  PERFORM FROM chat_ranks WHERE chat_id = key FOR UPDATE;
  UPDATE chat_ranks r SET owner_id = c.owner_id, public_id = c.public_id, archived = c.archived,
    created_at = c.created_at, changed_at = c.changed_at, rank = c.rank, reasons = c.reasons
  FROM computed_chat_ranks c
  WHERE r.chat_id = key AND c.chat_id = key
    AND (r.owner_id, r.public_id, r.archived, r.created_at, r.changed_at, r.rank, r.reasons)
      IS DISTINCT FROM
        (c.owner_id, c.public_id, c.archived, c.created_at, c.changed_at, c.rank, c.reasons);
END $$;

CREATE FUNCTION rank_created_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chat_ranks (chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons)
  SELECT chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons
  FROM computed_chat_ranks WHERE chat_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER rank_created_chat AFTER INSERT ON chats
  FOR EACH ROW EXECUTE FUNCTION rank_created_chat();

CREATE FUNCTION rank_changed_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM rank_chat(NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER rank_changed_chat AFTER UPDATE ON chats
  FOR EACH ROW WHEN ((NEW.owner_id, NEW.public_id, NEW.archived, NEW.created_at, NEW.updated_at)
    IS DISTINCT FROM (OLD.owner_id, OLD.public_id, OLD.archived, OLD.created_at, OLD.updated_at))
  EXECUTE FUNCTION rank_changed_chat();

CREATE FUNCTION rank_chat_of_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM rank_chat(CASE WHEN TG_OP = 'DELETE' THEN OLD.chat_id ELSE NEW.chat_id END);
  RETURN NULL;
END $$;

CREATE TRIGGER rank_chat_of_new_branch AFTER INSERT ON chat_diff_statuses
  FOR EACH ROW EXECUTE FUNCTION rank_chat_of_branch();

CREATE TRIGGER rank_chat_of_deleted_branch AFTER DELETE ON chat_diff_statuses
  FOR EACH ROW EXECUTE FUNCTION rank_chat_of_branch();

-- Every change that moves changed_at makes the verdict due, so that the statement which then stores the verdict ranks
-- the chat. No other statement sets these columns: recording a refresh does not call the function.
CREATE TRIGGER rank_chat_of_decided_branch AFTER UPDATE OF verdict_reason, changed_at ON chat_diff_statuses
  FOR EACH ROW WHEN (OLD.verdict_due_at = '-infinity'
    OR NEW.verdict_reason IS DISTINCT FROM OLD.verdict_reason
    OR NEW.changed_at <> OLD.changed_at)
  EXECUTE FUNCTION rank_chat_of_branch();

-- Now that every writer keeps them.
INSERT INTO chat_ranks (chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons)
SELECT chat_id, owner_id, public_id, archived, created_at, changed_at, rank, reasons FROM computed_chat_ranks;

CREATE INDEX chat_ranks_by_urgency
  ON chat_ranks (owner_id, archived, rank DESC, created_at DESC, public_id DESC);
CREATE INDEX chat_ranks_by_change ON chat_ranks (owner_id, archived, changed_at DESC, public_id DESC);
