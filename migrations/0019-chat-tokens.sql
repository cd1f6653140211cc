-- Tokens of agents, stored as their SHA-256 only. Each reaches one chat and ends with it.
CREATE TABLE chat_tokens (
  id text PRIMARY KEY,
  chat_id text NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz
);

CREATE INDEX chat_tokens_by_chat ON chat_tokens (chat_id, created_at DESC);
