/**
 * Signals for one branch in quick succession are one refresh: a row that was just signalled waits
 * until it was quiet for a moment, but never so long that a push is not looked at within a second.
 * Mark stale and deliveries write `stale_at = now - 1 s` and keep an earlier one, so `stale_at` tells
 * the first unserved signal and `updated_at` the last, unless it tells of a refresh.
 */
const quietMs = 200;
const longestWaitMs = 1_000 + 600;

/**
 * Rows of one forge that this worker may take, due or not, as a FROM and WHERE clause.
 * `$1` forge, `$2` owners to pass over, `$3`-`$5` the keys this process is refreshing.
 */
export const acquirable = `FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = $1
    AND s.stale_at IS NOT NULL
    AND s.git_remote_origin <> '' AND s.git_branch <> ''
    AND NOT c.archived
    AND NOT c.owner_id = ANY ($2::text[])
    AND NOT EXISTS (
      SELECT FROM unnest($3::text[], $4::text[], $5::text[]) AS busy (chat_id, origin, branch)
      WHERE busy.chat_id = s.chat_id
        AND busy.origin = s.git_remote_origin
        AND busy.branch = s.git_branch)`;

/** When the row may be acquired: due, and quiet or waited for long enough. */
export const acquirableAt = `GREATEST(s.stale_at, LEAST(
    COALESCE(NULLIF(s.updated_at, s.refreshed_at), s.reported_at) + interval '${quietMs} milliseconds',
    s.stale_at + interval '${longestWaitMs} milliseconds'))`;
