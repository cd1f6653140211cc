-- Binds a linked token to the address of its forge, and stores sessions of the page.

-- The base URLs that the forge had when the token was linked; both are part of the encryption context too.
-- Null: linked before this migration. It is unknown which address such a token belongs to, so it is not
-- used until it is linked again.
ALTER TABLE forge_tokens
  ADD COLUMN api_base_url text,
  ADD COLUMN web_base_url text;

-- A signed-in browser. Both secrets are random and stored as their SHA-256: one is the cookie, the other
-- is known only to the page's origin.
CREATE TABLE sessions (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  cookie_hash bytea NOT NULL UNIQUE,
  page_secret_hash bytea NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX sessions_by_user ON sessions (user_id, last_used_at DESC);

-- Codes of login links. Each is deleted when it is used.
CREATE TABLE login_codes (
  code_hash bytea PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
