-- Statements announce what they change with this function. A session whose program publishes events itself gets
-- them as a message beside the result, sends them once the transaction is committed, and takes no part in the
-- notifications of the database, whose senders commit one after the other.
CREATE FUNCTION announce(payload text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('afterpush.announcements', true) = 'message' THEN
    RAISE INFO USING MESSAGE = 'afterpush', DETAIL = payload;
  ELSE
    PERFORM pg_notify('afterpush', payload);
  END IF;
END $$;

DO $$
BEGIN
  EXECUTE replace(pg_get_functiondef('mark_verdict_due()'::regprocedure),
    'pg_notify(''afterpush'', ', 'announce(');
END $$;
