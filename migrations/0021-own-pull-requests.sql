-- The open pull requests that are followed because they are the person's own.

CREATE TABLE discovery_settings (
  owner_id text PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  enabled boolean NOT NULL DEFAULT true,
  -- Accounts whose pull requests are the person's own when they are assigned to them.
  bot_authors text[] NOT NULL DEFAULT '{}'
);

CREATE TABLE own_pull_requests (
  owner_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- In lower case: of a pull request, or of a repository in which all are hidden.
  url text NOT NULL,
  -- The chat that was created for it. Null: hidden, also because the person deleted that chat.
  chat_id text REFERENCES chats (id) ON DELETE SET NULL,
  noted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner_id, url)
);

CREATE INDEX own_pull_requests_by_chat ON own_pull_requests (chat_id) WHERE chat_id IS NOT NULL;
