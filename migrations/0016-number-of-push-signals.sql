-- Push signals are counted: the clock of the database may step back, so that two of them have one instant.
-- `read_reported_at` is not used any more. It stays for replicas of the version before, until all are replaced.
ALTER TABLE chat_diff_statuses
  ADD COLUMN report_number bigint NOT NULL DEFAULT 0,
  -- The number of the last push signal that a refresh has covered: that refresh began after it.
  ADD COLUMN read_report_number bigint NOT NULL DEFAULT 0;

UPDATE chat_diff_statuses SET report_number = 1,
  read_report_number = (reported_at IS NOT DISTINCT FROM read_reported_at)::int
WHERE reported_at IS NOT NULL;

DROP TRIGGER mark_verdict_due ON chat_diff_statuses;

CREATE OR REPLACE FUNCTION mark_verdict_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.url, NEW.pull_request_state, NEW.pull_request_draft, NEW.head_sha,
      NEW.checks_head_sha, NEW.checks_state, NEW.checks_passed, NEW.checks_failed,
      NEW.checks_pending, NEW.checks_required, NEW.checks_optional_failed, NEW.checks_missing,
      NEW.checks_names, NEW.checks_unreadable, NEW.mergeability, NEW.auto_merge,
      NEW.in_merge_queue, NEW.review_decision, NEW.approved, NEW.changes_requested,
      NEW.reviewer_count, NEW.unresolved_threads, NEW.failure_kind, NEW.failure_message,
      NEW.reported_at, NEW.report_number, NEW.read_report_number, NEW.reported_sha,
      NEW.refreshed_at IS NULL)
    IS DISTINCT FROM
     (OLD.url, OLD.pull_request_state, OLD.pull_request_draft, OLD.head_sha,
      OLD.checks_head_sha, OLD.checks_state, OLD.checks_passed, OLD.checks_failed,
      OLD.checks_pending, OLD.checks_required, OLD.checks_optional_failed, OLD.checks_missing,
      OLD.checks_names, OLD.checks_unreadable, OLD.mergeability, OLD.auto_merge,
      OLD.in_merge_queue, OLD.review_decision, OLD.approved, OLD.changes_requested,
      OLD.reviewer_count, OLD.unresolved_threads, OLD.failure_kind, OLD.failure_message,
      OLD.reported_at, OLD.report_number, OLD.read_report_number, OLD.reported_sha,
      OLD.refreshed_at IS NULL)
  THEN NEW.verdict_due_at := '-infinity'; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER mark_verdict_due BEFORE UPDATE OF
    url, pull_request_state, pull_request_draft, head_sha,
    checks_head_sha, checks_state, checks_passed, checks_failed, checks_pending, checks_required,
    checks_optional_failed, checks_missing, checks_names, checks_unreadable, mergeability, auto_merge,
    in_merge_queue, review_decision, approved, changes_requested, reviewer_count, unresolved_threads,
    failure_kind, failure_message, reported_at, report_number, read_report_number, reported_sha,
    refreshed_at
  ON chat_diff_statuses FOR EACH ROW EXECUTE FUNCTION mark_verdict_due();
