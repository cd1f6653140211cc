import { isOfRepository } from './webhook-targets.ts';

/** Whether the row `s` is of the repository of the feed `f`. */
export const isOfFeed = `(s.forge_id = f.forge_id
        AND ${isOfRepository('f.repository', 'f.repository_id')})`;

const longestQuietHours = 24;

/** Whether a feed delivered something so recently that it is relied on; `column`: when it did last. */
export const isRecentDelivery = (column: string) =>
  `${column} > now() - interval '${longestQuietHours} hours'`;

/** What the repository of the feed `f` is called now, as far as a row knows: a refresh learns a new name first. */
export const currentName = `COALESCE((
    SELECT s.repository FROM chat_diff_statuses s
    WHERE s.forge_id = f.forge_id AND s.repository_id = f.repository_id
    ORDER BY s.refreshed_at DESC NULLS LAST LIMIT 1), f.repository)`;

/** The name of a feed whose repository lost its own to another one: no repository is called that. */
export const withoutName = `'#' || f.repository_id`;
