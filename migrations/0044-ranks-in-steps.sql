-- A rank is computed from all branches of its chat only when a verdict goes away; most writes add to it.

-- The functions keep their plans. One that was made while the tables were empty or small would scan them forever.
ALTER FUNCTION rank_chat(text) SET enable_seqscan = off;

-- For a new branch, or one that changed and has the same verdict. In one statement, which waits for others that update
-- the rank and then adds to what they have stored.
CREATE FUNCTION add_to_rank_of_chat() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  reason text := COALESCE(NEW.verdict_reason, 'looking');
  changed timestamptz := date_trunc('milliseconds', NEW.changed_at);
BEGIN
  UPDATE chat_ranks r SET
    changed_at = GREATEST(r.changed_at, changed),
    rank = GREATEST(r.rank, verdict_rank(NEW.verdict_reason)),
    reasons = CASE WHEN reason = ANY (r.reasons) THEN r.reasons ELSE ARRAY(
      SELECT each FROM unnest(array_append(array_remove(r.reasons, 'no_branch'), reason)) AS each
      ORDER BY each) END
  WHERE r.chat_id = NEW.chat_id
    AND (r.changed_at < changed OR r.rank < verdict_rank(NEW.verdict_reason)
      OR reason <> ALL (r.reasons));
  RETURN NULL;
END $$;

DROP TRIGGER rank_chat_of_new_branch ON chat_diff_statuses;
CREATE TRIGGER rank_chat_of_new_branch AFTER INSERT ON chat_diff_statuses
  FOR EACH ROW EXECUTE FUNCTION add_to_rank_of_chat();

DROP TRIGGER rank_chat_of_decided_branch ON chat_diff_statuses;
CREATE TRIGGER rank_chat_of_decided_branch AFTER UPDATE OF verdict_reason, changed_at ON chat_diff_statuses
  FOR EACH ROW WHEN (NEW.verdict_reason IS DISTINCT FROM OLD.verdict_reason
    OR NEW.changed_at < OLD.changed_at)
  EXECUTE FUNCTION rank_chat_of_branch();

-- Every change that moves changed_at makes the verdict due, so that the statement which stores the verdict adds it.
CREATE TRIGGER rank_chat_of_changed_branch AFTER UPDATE OF verdict_reason, changed_at ON chat_diff_statuses
  FOR EACH ROW WHEN (NEW.verdict_reason IS NOT DISTINCT FROM OLD.verdict_reason
    AND (OLD.verdict_due_at = '-infinity' OR NEW.changed_at > OLD.changed_at))
  EXECUTE FUNCTION add_to_rank_of_chat();
