-- A feed belongs to a repository, which keeps its id when it is renamed. Null until a delivery names it.
ALTER TABLE webhook_feeds ADD COLUMN repository_id text;

WITH known AS (
  SELECT f.forge_id, f.repository, min(s.repository_id) AS repository_id
  FROM webhook_feeds f
  JOIN chat_diff_statuses s ON s.forge_id = f.forge_id AND s.repository = f.repository
  WHERE s.repository_id IS NOT NULL
  GROUP BY f.forge_id, f.repository
  HAVING count(DISTINCT s.repository_id) = 1
), certain AS (
  SELECT forge_id, min(repository) AS repository, repository_id
  FROM known GROUP BY forge_id, repository_id
  HAVING count(*) = 1
)
UPDATE webhook_feeds f SET repository_id = certain.repository_id
FROM certain WHERE f.forge_id = certain.forge_id AND f.repository = certain.repository;

CREATE UNIQUE INDEX webhook_feeds_by_repository_id ON webhook_feeds (forge_id, repository_id)
  WHERE repository_id IS NOT NULL;
