-- The worktree that a chat belongs to, and what is not pushed from it yet.

CREATE TABLE chat_checkouts (
  chat_id text PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
  -- `clone:` and a hash of the worktree's real path.
  worktree_id text NOT NULL,
  path text,
  branch text,
  head_sha text,
  pushed_sha text,
  ahead integer,
  behind integer,
  changed_files integer,
  -- `gone`: the worktree was removed. `retired`: its chat was archived for that reason, once.
  state text NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'gone', 'retired')),
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX chat_checkouts_by_worktree ON chat_checkouts (worktree_id);
CREATE INDEX chat_checkouts_gone ON chat_checkouts (chat_id) WHERE state = 'gone';
