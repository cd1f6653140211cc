-- Most refreshes find nothing new, and many rows are written by one statement: the conditions of the triggers are
-- parsed once for a statement, while each call of a function costs as much as the rest of the write.
DROP TRIGGER mark_verdict_due ON chat_diff_statuses;
CREATE TRIGGER mark_verdict_due BEFORE UPDATE OF
    url, pull_request_state, pull_request_draft, base_branch, head_sha,
    checks_head_sha, checks_state, checks_passed, checks_failed, checks_pending, checks_required,
    checks_optional_failed, checks_missing, checks_names, checks_unreadable, mergeability, auto_merge,
    in_merge_queue, review_decision, approved, changes_requested, reviewer_count, unresolved_threads,
    conversation_unread, failure_kind, failure_message, reported_at, report_number, read_report_number,
    reported_sha, refreshed_at, detailed_at
  ON chat_diff_statuses FOR EACH ROW
  WHEN ((NEW.url, NEW.pull_request_state, NEW.pull_request_draft, NEW.base_branch, NEW.head_sha,
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
    OR (NEW.detailed_at IS DISTINCT FROM OLD.detailed_at AND OLD.verdict_due_at > '-infinity'))
  EXECUTE FUNCTION mark_verdict_due();

DROP TRIGGER tell_branch_changed ON chat_diff_statuses;
CREATE TRIGGER tell_branch_changed AFTER UPDATE OF
    reported_at, url, pull_request_state, pull_request_draft, pull_request_title, head_sha,
    changes_requested, approved, review_decision, requested_reviewers,
    checks_state, checks_failed, mergeability, auto_merge, in_merge_queue, failure_kind
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
    OR NEW.in_merge_queue IS DISTINCT FROM OLD.in_merge_queue)
  EXECUTE FUNCTION tell_branch_changed();
