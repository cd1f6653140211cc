-- Lanes: each is one conditional request of one owner, for the list of pull requests of a repository or for
-- the checks of one head commit. Derived from the rows. It replaces repository_lanes, which replicas of an
-- older version use until they are replaced.
CREATE TABLE lanes (
  forge_id text NOT NULL,
  -- The part that the URLs of all the repository's pull requests share.
  url_prefix text NOT NULL,
  -- The user whose token is used.
  owner_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The commit whose checks are surveyed; empty for the list of pull requests.
  head_sha text NOT NULL DEFAULT '',
  -- As in webhook_feeds; null until the first survey.
  repository text,
  due_at timestamptz NOT NULL DEFAULT now(),
  surveyed_at timestamptz,

  -- How many requests a minute it takes at its pace, and of which token.
  requests_per_minute real NOT NULL DEFAULT 0,
  token_fingerprint text,

  -- When one of its pull requests last changed, by the forge's clock.
  changed_at timestamptz,
  -- The last push to a branch that has no open pull request.
  reported_at timestamptz,
  -- The list last had a change that no delivery had reported.
  missed_at timestamptz,

  -- When the checks last agreed with the rows of the head.
  confirmed_at timestamptz,
  -- A person last requested a chat with this head.
  opened_at timestamptz,
  -- The last checks for which its rows were made due, as a hash, and when.
  reported_checks text,
  marked_at timestamptz
) WITH (fillfactor = 50);

-- No forge distinguishes repositories by case.
CREATE UNIQUE INDEX lanes_key ON lanes (forge_id, lower(url_prefix), owner_id, head_sha);
CREATE INDEX lanes_due ON lanes (due_at);
CREATE INDEX lanes_of_heads ON lanes (forge_id, head_sha) WHERE head_sha <> '';

INSERT INTO lanes (forge_id, url_prefix, owner_id, changed_at)
SELECT DISTINCT ON (forge_id, lower(url_prefix), owner_id) forge_id, url_prefix, owner_id, changed_at
FROM repository_lanes ORDER BY forge_id, lower(url_prefix), owner_id;

-- The last delivery about checks: not every hook sends them.
ALTER TABLE webhook_feeds ADD COLUMN last_checks_at timestamptz;
