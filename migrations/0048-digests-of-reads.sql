-- Most refreshes read what the row was recorded from. They have the same digest, and such a refresh writes only when
-- the row was read and when it is due again.
ALTER TABLE chat_diff_statuses ADD COLUMN read_digest text;

CREATE FUNCTION forget_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.read_digest := NULL;
  RETURN NEW;
END $$;

-- Whatever else changes what a refresh stores, as a delivery does, makes the next refresh write all of it.
CREATE TRIGGER forget_read BEFORE UPDATE OF
    url, pr_number, pull_request_state, pull_request_title, pull_request_draft, base_branch, head_repository,
    head_branch, head_sha, author_login, author_avatar_url, pull_request_changed_at, changes_requested,
    approved, reviewer_count, review_decision, unresolved_threads, unresolved_threads_at_least,
    conversation_unread, requested_reviewers, labels, auto_merge, in_merge_queue, merge_queue_position,
    additions, deletions, changed_files, counts_at_least, commits, checks_head_sha, checks_state,
    checks_passed, checks_failed, checks_pending, checks_required, checks_optional_failed, checks_missing,
    checks_names, check_runs, checks_required_names, checks_unreadable, mergeability, mergeable, repository,
    repository_id
  ON chat_diff_statuses FOR EACH ROW
  WHEN (NEW.read_digest = OLD.read_digest AND (
      NEW.url, NEW.pr_number, NEW.pull_request_state, NEW.pull_request_title, NEW.pull_request_draft,
      NEW.base_branch, NEW.head_repository, NEW.head_branch, NEW.head_sha, NEW.author_login,
      NEW.author_avatar_url, NEW.pull_request_changed_at, NEW.changes_requested, NEW.approved,
      NEW.reviewer_count, NEW.review_decision, NEW.unresolved_threads, NEW.unresolved_threads_at_least,
      NEW.conversation_unread, NEW.requested_reviewers, NEW.labels, NEW.auto_merge, NEW.in_merge_queue,
      NEW.merge_queue_position, NEW.additions, NEW.deletions, NEW.changed_files, NEW.counts_at_least,
      NEW.commits, NEW.checks_head_sha, NEW.checks_state, NEW.checks_passed, NEW.checks_failed,
      NEW.checks_pending, NEW.checks_required, NEW.checks_optional_failed, NEW.checks_missing,
      NEW.checks_names, NEW.check_runs, NEW.checks_required_names, NEW.checks_unreadable, NEW.mergeability,
      NEW.mergeable, NEW.repository, NEW.repository_id)
    IS DISTINCT FROM (
      OLD.url, OLD.pr_number, OLD.pull_request_state, OLD.pull_request_title, OLD.pull_request_draft,
      OLD.base_branch, OLD.head_repository, OLD.head_branch, OLD.head_sha, OLD.author_login,
      OLD.author_avatar_url, OLD.pull_request_changed_at, OLD.changes_requested, OLD.approved,
      OLD.reviewer_count, OLD.review_decision, OLD.unresolved_threads, OLD.unresolved_threads_at_least,
      OLD.conversation_unread, OLD.requested_reviewers, OLD.labels, OLD.auto_merge, OLD.in_merge_queue,
      OLD.merge_queue_position, OLD.additions, OLD.deletions, OLD.changed_files, OLD.counts_at_least,
      OLD.commits, OLD.checks_head_sha, OLD.checks_state, OLD.checks_passed, OLD.checks_failed,
      OLD.checks_pending, OLD.checks_required, OLD.checks_optional_failed, OLD.checks_missing,
      OLD.checks_names, OLD.check_runs, OLD.checks_required_names, OLD.checks_unreadable, OLD.mergeability,
      OLD.mergeable, OLD.repository, OLD.repository_id))
  EXECUTE FUNCTION forget_read();
