-- A forge starts the checks of a commit again when its pull request is opened, reopened, marked as ready or based
-- on another branch: `head_history` keeps for what they were started last, besides the head.
UPDATE chat_diff_statuses SET head_history = head_history || jsonb_build_object(
  'pr_number', pr_number, 'base_branch', base_branch,
  'ready', COALESCE(pull_request_state = 'open' AND pull_request_draft IS NOT TRUE, false))
WHERE head_history IS NOT NULL;

DROP TRIGGER mark_verdict_due ON chat_diff_statuses;

-- As before, and also when the base branch changes.
CREATE OR REPLACE FUNCTION mark_verdict_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.url, NEW.pull_request_state, NEW.pull_request_draft, NEW.base_branch, NEW.head_sha,
      NEW.checks_head_sha, NEW.checks_state, NEW.checks_passed, NEW.checks_failed,
      NEW.checks_pending, NEW.checks_required, NEW.checks_optional_failed, NEW.checks_missing,
      NEW.checks_names, NEW.checks_unreadable, NEW.mergeability, NEW.auto_merge,
      NEW.in_merge_queue, NEW.review_decision, NEW.approved, NEW.changes_requested,
      NEW.reviewer_count, NEW.unresolved_threads, NEW.conversation_unread, NEW.failure_kind,
      NEW.failure_message, NEW.reported_at, NEW.report_number, NEW.read_report_number, NEW.reported_sha,
      NEW.refreshed_at IS NULL)
    IS DISTINCT FROM
     (OLD.url, OLD.pull_request_state, OLD.pull_request_draft, OLD.base_branch, OLD.head_sha,
      OLD.checks_head_sha, OLD.checks_state, OLD.checks_passed, OLD.checks_failed,
      OLD.checks_pending, OLD.checks_required, OLD.checks_optional_failed, OLD.checks_missing,
      OLD.checks_names, OLD.checks_unreadable, OLD.mergeability, OLD.auto_merge,
      OLD.in_merge_queue, OLD.review_decision, OLD.approved, OLD.changes_requested,
      OLD.reviewer_count, OLD.unresolved_threads, OLD.conversation_unread, OLD.failure_kind,
      OLD.failure_message, OLD.reported_at, OLD.report_number, OLD.read_report_number, OLD.reported_sha,
      OLD.refreshed_at IS NULL)
  THEN NEW.verdict_due_at := '-infinity';
  ELSIF NEW.detailed_at IS DISTINCT FROM OLD.detailed_at AND OLD.verdict_due_at > '-infinity' THEN
    NEW.verdict_due_at := now();
    PERFORM pg_notify('afterpush', '{"kind": "verdict_due"}');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER mark_verdict_due BEFORE UPDATE OF
    url, pull_request_state, pull_request_draft, base_branch, head_sha,
    checks_head_sha, checks_state, checks_passed, checks_failed, checks_pending, checks_required,
    checks_optional_failed, checks_missing, checks_names, checks_unreadable, mergeability, auto_merge,
    in_merge_queue, review_decision, approved, changes_requested, reviewer_count, unresolved_threads,
    conversation_unread, failure_kind, failure_message, reported_at, report_number, read_report_number,
    reported_sha, refreshed_at, detailed_at
  ON chat_diff_statuses FOR EACH ROW EXECUTE FUNCTION mark_verdict_due();
