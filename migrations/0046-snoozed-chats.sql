-- A snoozed chat is shown elsewhere until an instant, or until something happens with it. In a separate table: triggers
-- on tracked branches end a snooze, and those are locked after chats (docs/decisions/0013).
CREATE TABLE chat_snoozes (
  chat_id text PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
  snoozed_until timestamptz NOT NULL
);

-- Triggers, so that every writer wakes the chat in the transaction of what happened, even an older replica.
CREATE FUNCTION wake_chat() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  DELETE FROM chat_snoozes WHERE chat_id = NEW.chat_id;
  IF FOUND THEN
    PERFORM announce(json_build_object(
      'kind', 'diff_status_change', 'chat_id', id, 'owner_id', owner_id)::text)
    FROM chats WHERE id = NEW.chat_id;
  END IF;
  RETURN NULL;
END $$;

-- On the verdict only: the statements that store it lock the ranks of their chats in order, so that two of them do not
-- wake the same chats in different orders.
CREATE TRIGGER wake_chat_of_decided_branch
  AFTER UPDATE OF verdict_reason, verdict_head_sha ON chat_diff_statuses
  FOR EACH ROW WHEN (
    (NEW.verdict_reason IS DISTINCT FROM OLD.verdict_reason
      AND verdict_rank(NEW.verdict_reason) >= verdict_rank('needs_review'))
    OR (NEW.verdict_head_sha IS NOT NULL
      AND NEW.verdict_head_sha IS DISTINCT FROM OLD.verdict_head_sha))
  EXECUTE FUNCTION wake_chat();

CREATE TRIGGER wake_chat_of_comment AFTER INSERT ON comments
  FOR EACH ROW EXECUTE FUNCTION wake_chat();
