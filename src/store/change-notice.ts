/**
 * A notification holds less than 8,000 bytes. The owner, the kind and one more id of a chat fit beside so
 * many bytes of ids.
 */
const mostIdBytes = 5_000;

/**
 * A query that announces the chats of `source`, a table with `chat_id` and `owner_id`, with one notification
 * for each owner, and several where their ids would not fit into one. Listeners receive and parse one message
 * instead of hundreds. One chat is named as `chat_id`, which also replicas of earlier versions read. S4: as
 * part of the transaction.
 */
export function notifyChanged(source: string): string {
  return `SELECT announce(CASE WHEN count(*) = 1
    THEN json_build_object(
      'kind', 'diff_status_change', 'chat_id', min(chat_id), 'owner_id', owner_id)
    ELSE json_build_object(
      'kind', 'diff_status_change', 'chat_ids', json_agg(chat_id), 'owner_id', owner_id)
    END::text)
  FROM (
    SELECT owner_id, chat_id, sum(octet_length(to_json(chat_id)::text) + 2)
      OVER (PARTITION BY owner_id ORDER BY chat_id) / ${mostIdBytes} AS part
    FROM (SELECT DISTINCT owner_id, chat_id FROM ${source}) AS chat
  ) AS chat
  GROUP BY owner_id, part`;
}
