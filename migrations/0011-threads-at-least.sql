-- Whether a pull request has more review threads than were counted; null while their number is unknown.
ALTER TABLE chat_diff_statuses ADD COLUMN unresolved_threads_at_least boolean;
