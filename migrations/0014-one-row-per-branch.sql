-- One row for each branch of a repository in a chat, whichever address of the repository reached it.

ALTER TABLE chat_diff_statuses
  -- The other addresses that reached the branch. `git_remote_origin` is the first one and part of the key.
  ADD COLUMN other_remote_origins text[] NOT NULL DEFAULT '{}',
  -- The forge's own id of the repository, which survives a rename; null until it is known.
  ADD COLUMN repository_id text;

CREATE TEMPORARY TABLE duplicates ON COMMIT DROP AS
SELECT ranked.* FROM (
  SELECT chat_id, git_branch, git_remote_origin AS origin,
    first_value(git_remote_origin) OVER (
      PARTITION BY chat_id, forge_id, repository, git_branch
      ORDER BY reported_at DESC NULLS LAST, updated_at DESC, git_remote_origin) AS survivor
  FROM chat_diff_statuses
  WHERE forge_id <> '' AND repository <> ''
) ranked
WHERE origin <> survivor;

UPDATE tracked_branch_events e SET git_remote_origin = d.survivor
FROM duplicates d
WHERE e.chat_id = d.chat_id AND e.git_remote_origin = d.origin AND e.git_branch = d.git_branch;

UPDATE comments m SET git_remote_origin = d.survivor
FROM duplicates d
WHERE m.chat_id = d.chat_id AND m.git_remote_origin = d.origin AND m.git_branch = d.git_branch;

UPDATE chat_diff_statuses s SET other_remote_origins = merged.origins
FROM (
  SELECT chat_id, git_branch, survivor, array_agg(origin ORDER BY origin) AS origins
  FROM duplicates GROUP BY chat_id, git_branch, survivor
) merged
WHERE s.chat_id = merged.chat_id AND s.git_remote_origin = merged.survivor
  AND s.git_branch = merged.git_branch;

DELETE FROM chat_diff_statuses s USING duplicates d
WHERE s.chat_id = d.chat_id AND s.git_remote_origin = d.origin AND s.git_branch = d.git_branch;

-- Where no forge serves the address, the address is the identity.
CREATE UNIQUE INDEX chat_diff_statuses_by_identity
  ON chat_diff_statuses (chat_id, forge_id, repository, git_branch)
  WHERE forge_id <> '' AND repository <> '';
