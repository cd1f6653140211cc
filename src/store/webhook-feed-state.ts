/** The forge's clock and ours may differ, and a delivery takes a moment. */
const toleranceMinutes = 5;
const longestSilenceHours = 24;

/**
 * Whether the feed `f` should have delivered and did not: a pull request of its repository changed
 * after the last delivery, or nothing ever came although a hook is installed.
 * A fork's row is of another repository than its pull request, whose changes are not told to it.
 */
export const isSilent = `(
    (f.last_delivery_at IS NULL
      AND f.installed_at < now() - interval '${longestSilenceHours} hours')
    OR EXISTS (
      SELECT FROM chat_diff_statuses s
      WHERE s.forge_id = f.forge_id AND s.repository = f.repository
        AND s.pull_request_changed_at
          > f.last_delivery_at + interval '${toleranceMinutes} minutes'
        AND NOT EXISTS (
          SELECT FROM unnest(string_to_array(s.repository, '/')) AS part
          WHERE strpos(lower(s.url), '/' || part || '/') = 0)))`;

/** Whether somebody set up a hook, here or by hand, as far as can be told. */
export const isKnown = '(f.installed_at IS NOT NULL OR f.last_delivery_at IS NOT NULL)';
