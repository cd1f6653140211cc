-- The last push signal that a refresh has covered: that refresh began after it.
ALTER TABLE chat_diff_statuses ADD COLUMN read_reported_at timestamptz;

UPDATE chat_diff_statuses SET read_reported_at = reported_at WHERE refreshed_at >= reported_at;

-- A verdict is due at once (-infinity) when something that it depends on has changed, and later when time
-- alone may change it.
ALTER TABLE chat_diff_statuses ALTER COLUMN verdict_due_at SET DEFAULT '-infinity';
UPDATE chat_diff_statuses SET verdict_due_at = '-infinity';

-- A trigger, so that no writer of a row can forget it.
CREATE FUNCTION mark_verdict_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.url, NEW.pull_request_state, NEW.pull_request_draft, NEW.head_sha,
      NEW.checks_head_sha, NEW.checks_state, NEW.checks_passed, NEW.checks_failed,
      NEW.checks_pending, NEW.checks_required, NEW.checks_optional_failed, NEW.checks_missing,
      NEW.checks_names, NEW.checks_unreadable, NEW.mergeability, NEW.auto_merge,
      NEW.in_merge_queue, NEW.review_decision, NEW.approved, NEW.changes_requested,
      NEW.reviewer_count, NEW.unresolved_threads, NEW.failure_kind, NEW.failure_message,
      NEW.reported_at, NEW.read_reported_at, NEW.reported_sha, NEW.refreshed_at IS NULL)
    IS DISTINCT FROM
     (OLD.url, OLD.pull_request_state, OLD.pull_request_draft, OLD.head_sha,
      OLD.checks_head_sha, OLD.checks_state, OLD.checks_passed, OLD.checks_failed,
      OLD.checks_pending, OLD.checks_required, OLD.checks_optional_failed, OLD.checks_missing,
      OLD.checks_names, OLD.checks_unreadable, OLD.mergeability, OLD.auto_merge,
      OLD.in_merge_queue, OLD.review_decision, OLD.approved, OLD.changes_requested,
      OLD.reviewer_count, OLD.unresolved_threads, OLD.failure_kind, OLD.failure_message,
      OLD.reported_at, OLD.read_reported_at, OLD.reported_sha, OLD.refreshed_at IS NULL)
  THEN NEW.verdict_due_at := '-infinity'; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER mark_verdict_due BEFORE UPDATE OF
    url, pull_request_state, pull_request_draft, head_sha,
    checks_head_sha, checks_state, checks_passed, checks_failed, checks_pending, checks_required,
    checks_optional_failed, checks_missing, checks_names, checks_unreadable, mergeability, auto_merge,
    in_merge_queue, review_decision, approved, changes_requested, reviewer_count, unresolved_threads,
    failure_kind, failure_message, reported_at, read_reported_at, reported_sha, refreshed_at
  ON chat_diff_statuses FOR EACH ROW EXECUTE FUNCTION mark_verdict_due();
