-- What the owner of a chat has not looked at since it changed: docs/decisions/0029.

LOCK TABLE chat_diff_statuses IN ACCESS EXCLUSIVE MODE;

-- One row for each branch that ever had a change worth reading, so no change before this migration is unread. Written
-- under the lock on the branch: no two transactions that change a chat wait for each other here.
CREATE TABLE branch_reads (
  chat_id text NOT NULL,
  git_remote_origin text NOT NULL,
  git_branch text NOT NULL,
  -- How many changes were worth reading, and how many of them the owner has read.
  changes integer NOT NULL CHECK (changes > 0),
  read_changes integer NOT NULL CHECK (read_changes BETWEEN 0 AND changes),
  -- The first entry of the timeline that is unread; when all are read, the one that was. Null: marked by hand.
  first_unread_id bigint,
  PRIMARY KEY (chat_id, git_remote_origin, git_branch),
  FOREIGN KEY (chat_id, git_remote_origin, git_branch)
    REFERENCES chat_diff_statuses (chat_id, git_remote_origin, git_branch) ON DELETE CASCADE
);

-- Whether a person would want to look: others or machines did it, and it is not one step of many.
CREATE FUNCTION is_worth_reading(kind text, detail jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE kind
    WHEN 'pull_request_found' THEN true
    WHEN 'pull_request_gone' THEN true
    WHEN 'state_changed' THEN true
    WHEN 'review_changed' THEN true
    WHEN 'threads_opened' THEN true
    WHEN 'draft_changed' THEN NOT (detail ->> 'draft')::boolean
    WHEN 'checks_changed' THEN detail ->> 'state' IN ('passed', 'failed')
    WHEN 'mergeability_changed' THEN detail ->> 'mergeability' = 'conflicting'
    ELSE false
  END
$$;

-- Compares a row with its previous state and adds events in a fixed order. A pull request that was just
-- found is compared with one that has no reviews and no checks and is mergeable.
CREATE OR REPLACE FUNCTION tell_branch_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Git requests credentials twice for one push, and tools repeat themselves: signals within ten
  -- seconds of each other are one push.
  is_push boolean :=
    NEW.reported_at > COALESCE(OLD.reported_at + interval '10 seconds', '-infinity');
  is_other boolean := NEW.url IS DISTINCT FROM OLD.url;
  is_open boolean := NEW.pull_request_state = 'open';
  -- The previous state, if it shows the same pull request.
  was chat_diff_statuses;
  checks jsonb;
  events jsonb[] := '{}';
BEGIN
  -- A refresh that found nothing new ends here.
  IF (is_push OR is_other
    OR NEW.failure_kind IS DISTINCT FROM OLD.failure_kind
    OR NEW.pull_request_state <> OLD.pull_request_state
    OR NEW.pull_request_draft <> OLD.pull_request_draft
    OR NEW.pull_request_title <> OLD.pull_request_title
    OR NEW.head_sha <> OLD.head_sha
    OR NEW.approved IS DISTINCT FROM OLD.approved
    OR NEW.changes_requested IS DISTINCT FROM OLD.changes_requested
    OR NEW.review_decision IS DISTINCT FROM OLD.review_decision
    OR NEW.requested_reviewers IS DISTINCT FROM OLD.requested_reviewers
    OR NEW.checks_state IS DISTINCT FROM OLD.checks_state
    OR NEW.checks_failed > OLD.checks_failed
    OR NEW.mergeability IS DISTINCT FROM OLD.mergeability
    OR NEW.auto_merge IS DISTINCT FROM OLD.auto_merge
    OR NEW.in_merge_queue IS DISTINCT FROM OLD.in_merge_queue
    OR NEW.unresolved_threads > OLD.unresolved_threads) IS NOT TRUE
  THEN RETURN NULL; END IF;
  IF NOT is_other THEN was := OLD; END IF;

  IF is_push THEN
    events := events || jsonb_build_object('kind', 'push_seen');
  END IF;
  IF NEW.failure_kind IS NULL AND OLD.failure_kind IS NOT NULL THEN
    events := events || jsonb_build_object('kind', 'recovered');
  END IF;
  IF NEW.failure_kind IS NOT NULL AND NEW.failure_kind IS DISTINCT FROM OLD.failure_kind THEN
    events := events || jsonb_build_object('kind', 'look_failed', 'failure', NEW.failure_kind,
      'message', left(COALESCE(NEW.failure_message, ''), 1000), 'retry_at', NEW.failure_retry_at);
  END IF;

  IF is_other AND NEW.url IS NULL THEN
    events := events || jsonb_build_object('kind', 'pull_request_gone',
      'number', OLD.pr_number, 'url', OLD.url, 'title', left(OLD.pull_request_title, 1000));
  END IF;
  IF is_other AND NEW.url IS NOT NULL THEN
    events := events || jsonb_build_object('kind', 'pull_request_found',
      'number', NEW.pr_number, 'url', NEW.url, 'title', left(NEW.pull_request_title, 1000),
      'state', NEW.pull_request_state);
  END IF;

  IF NEW.pull_request_state <> was.pull_request_state THEN
    events := events || jsonb_build_object('kind', 'state_changed',
      'state', NEW.pull_request_state);
  END IF;
  IF NEW.pull_request_draft <> was.pull_request_draft THEN
    events := events || jsonb_build_object('kind', 'draft_changed',
      'draft', NEW.pull_request_draft);
  END IF;
  IF NEW.pull_request_title <> was.pull_request_title THEN
    events := events || jsonb_build_object('kind', 'title_changed',
      'title', left(NEW.pull_request_title, 1000));
  END IF;
  IF NEW.head_sha <> was.head_sha THEN
    events := events || jsonb_build_object('kind', 'commits_pushed', 'head_sha', NEW.head_sha);
  END IF;

  -- A required review, or an unknown decision, is not a review.
  IF NEW.url IS NOT NULL AND (
    COALESCE(NEW.approved, false) <> COALESCE(was.approved, false)
    OR COALESCE(NEW.changes_requested, false) <> COALESCE(was.changes_requested, false)
    OR COALESCE(NULLIF(NEW.review_decision, 'review_required'), 'none')
      <> COALESCE(NULLIF(was.review_decision, 'review_required'), 'none'))
  THEN
    events := events || jsonb_build_object('kind', 'review_changed',
      'decision', NEW.review_decision, 'approved', NEW.approved,
      'changes_requested', NEW.changes_requested);
  END IF;
  IF NOT NEW.requested_reviewers <@ COALESCE(was.requested_reviewers, '{}') THEN
    events := events || jsonb_build_object('kind', 'reviewers_asked', 'reviewers', ARRAY(
      SELECT login FROM unnest(NEW.requested_reviewers) AS login
      WHERE login <> ALL (COALESCE(was.requested_reviewers, '{}')) LIMIT 100));
  END IF;

  IF NEW.url IS NOT NULL
    AND NEW.unresolved_threads > (CASE WHEN is_other THEN 0 ELSE was.unresolved_threads END)
  THEN
    events := events || jsonb_build_object('kind', 'threads_opened',
      'count', NEW.unresolved_threads - COALESCE(was.unresolved_threads, 0));
  END IF;

  -- No event for each check that passes. The checks of a new commit count once they have completed.
  IF NEW.checks_state IS NOT NULL AND (
    NEW.checks_state IS DISTINCT FROM was.checks_state
    OR NEW.checks_failed > was.checks_failed
    OR (NEW.checks_state <> 'pending' AND NEW.head_sha <> was.head_sha))
  THEN
    checks := jsonb_build_object('kind', 'checks_changed',
      'state', NEW.checks_state, 'passed', NEW.checks_passed, 'failed', NEW.checks_failed,
      'pending', NEW.checks_pending);
    -- They are unknown for a moment when a pull request is reopened, and may then be the same as before.
    IF is_other OR was.checks_state IS NOT NULL OR NEW.head_sha <> was.head_sha
      OR checks - 'kind' IS DISTINCT FROM find_checks_of_head(NEW)
    THEN events := events || checks; END IF;
  END IF;

  -- Forges recompute it after every push, so it is compared with the last one in the timeline.
  IF is_open AND NEW.mergeability <> 'unknown'
    AND NEW.mergeability IS DISTINCT FROM was.mergeability
    AND NEW.mergeability <>
      (CASE WHEN is_other THEN 'mergeable' ELSE find_told_mergeability(NEW) END)
  THEN
    events := events || jsonb_build_object('kind', 'mergeability_changed',
      'mergeability', NEW.mergeability);
  END IF;
  IF is_open AND (
    COALESCE(NEW.auto_merge, false) <> COALESCE(was.auto_merge, false)
    OR COALESCE(NEW.in_merge_queue, false) <> COALESCE(was.in_merge_queue, false))
  THEN
    events := events || jsonb_build_object('kind', 'merge_plan_changed',
      'auto_merge', COALESCE(NEW.auto_merge, false),
      'in_merge_queue', COALESCE(NEW.in_merge_queue, false));
  END IF;

  WITH added AS (
    INSERT INTO tracked_branch_events (chat_id, git_remote_origin, git_branch, kind, detail)
    SELECT NEW.chat_id, NEW.git_remote_origin, NEW.git_branch, e.event ->> 'kind', e.event - 'kind'
    FROM unnest(events) WITH ORDINALITY AS e (event, place)
    ORDER BY e.place
    RETURNING id, kind, detail
  )
  INSERT INTO branch_reads AS r
    (chat_id, git_remote_origin, git_branch, changes, read_changes, first_unread_id)
  SELECT NEW.chat_id, NEW.git_remote_origin, NEW.git_branch, count(*), 0, min(id)
  FROM added
  -- What the first read finds was there before it, unless a push made Afterpush read.
  WHERE (OLD.refreshed_at IS NOT NULL OR NEW.reported_at IS NOT NULL) AND is_worth_reading(kind, detail)
  HAVING count(*) > 0
  ON CONFLICT (chat_id, git_remote_origin, git_branch) DO UPDATE SET
    changes = r.changes + EXCLUDED.changes,
    first_unread_id = CASE WHEN r.read_changes < r.changes THEN r.first_unread_id
      ELSE EXCLUDED.first_unread_id END;
  RETURN NULL;
END $$;

DROP TRIGGER tell_branch_changed ON chat_diff_statuses;
CREATE TRIGGER tell_branch_changed AFTER UPDATE OF
    reported_at, url, pull_request_state, pull_request_draft, pull_request_title, head_sha,
    changes_requested, approved, review_decision, requested_reviewers,
    checks_state, checks_failed, mergeability, auto_merge, in_merge_queue, failure_kind,
    unresolved_threads
  ON chat_diff_statuses FOR EACH ROW
  WHEN (NEW.reported_at > COALESCE(OLD.reported_at + interval '10 seconds', '-infinity')
    OR NEW.url IS DISTINCT FROM OLD.url
    OR NEW.failure_kind IS DISTINCT FROM OLD.failure_kind
    OR NEW.pull_request_state <> OLD.pull_request_state
    OR NEW.pull_request_draft <> OLD.pull_request_draft
    OR NEW.pull_request_title <> OLD.pull_request_title
    OR NEW.head_sha <> OLD.head_sha
    OR NEW.approved IS DISTINCT FROM OLD.approved
    OR NEW.changes_requested IS DISTINCT FROM OLD.changes_requested
    OR NEW.review_decision IS DISTINCT FROM OLD.review_decision
    OR NEW.requested_reviewers IS DISTINCT FROM OLD.requested_reviewers
    OR NEW.checks_state IS DISTINCT FROM OLD.checks_state
    OR NEW.checks_failed > OLD.checks_failed
    OR NEW.mergeability IS DISTINCT FROM OLD.mergeability
    OR NEW.auto_merge IS DISTINCT FROM OLD.auto_merge
    OR NEW.in_merge_queue IS DISTINCT FROM OLD.in_merge_queue
    OR NEW.unresolved_threads > OLD.unresolved_threads)
  EXECUTE FUNCTION tell_branch_changed();
