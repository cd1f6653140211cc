-- When something that people see last changed, or a push was reported. `updated_at` also moves with every
-- refresh, so it does not answer for how long a branch has been quiet.
ALTER TABLE chat_diff_statuses ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := now();
  RETURN NEW;
END $$;

-- Fires after mark_verdict_due, which is the one list of what a verdict depends on: triggers fire in the
-- order of their names. Until the verdict is settled, which takes moments, further changes count as one. A
-- statement that corrects the instant itself is left alone.
CREATE TRIGGER note_change BEFORE UPDATE ON chat_diff_statuses
  FOR EACH ROW WHEN (NEW.verdict_due_at = '-infinity'
    AND OLD.verdict_due_at IS DISTINCT FROM '-infinity'
    AND NEW.changed_at = OLD.changed_at)
  EXECUTE FUNCTION note_change();
