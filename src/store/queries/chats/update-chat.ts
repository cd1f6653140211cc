import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { type ChatRow, chatColumns } from '../../rows.ts';

export interface UpdateChat {
  ownerId: string;
  chatId: string;
  title: string | null;
  archived: boolean | null;
  /** The chat keeps its agent unless one is given. */
  agent?: string | undefined;
}

/**
 * Archiving takes the chat's rows off the queue, so that its head never fills with rows that cannot
 * be acquired; the raised revision keeps a running refresh from putting them back (S1). Unarchiving
 * makes them due as a push signal does: one may have arrived while the chat was archived. A person waits
 * for them, so they are due long enough not to wait for further signals.
 *
 * Archiving also ends the chat's tokens for good, and closes the event streams that they opened.
 */
const statement = {
  name: 'update-chat',
  text: `
WITH before AS MATERIALIZED (
  SELECT id, archived FROM chats WHERE id = $1 AND owner_id = $2 FOR UPDATE
), held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  FROM before JOIN chat_diff_statuses s ON s.chat_id = before.id
  WHERE before.archived <> $4::boolean
  ${inLockOrder}
), updated AS (
  UPDATE chats c SET
    title = COALESCE($3::text, c.title),
    archived = COALESCE($4::boolean, c.archived),
    agent = COALESCE($5::text, c.agent),
    updated_at = date_trunc('milliseconds', now())
  FROM before WHERE c.id = before.id
  RETURNING c.*
), rescheduled AS (
  UPDATE chat_diff_statuses s SET
    stale_at = CASE WHEN updated.archived THEN NULL ELSE now() - interval '2 seconds' END,
    updated_at = CASE WHEN updated.archived THEN s.updated_at ELSE now() END,
    routine = CASE WHEN updated.archived THEN s.routine ELSE false END,
    revision = s.revision + 1,
    interrupted_revision = NULL
  FROM updated, held
  WHERE s.chat_id = held.chat_id
    AND s.git_remote_origin = held.git_remote_origin
    AND s.git_branch = held.git_branch
  RETURNING s.forge_id, updated.archived
), woken AS (
  SELECT announce(json_build_object('kind', 'due', 'forge_id', forge_id)::text)
  FROM rescheduled WHERE NOT archived
), ended AS (
  DELETE FROM chat_tokens t USING updated
  WHERE t.chat_id = updated.id AND updated.archived
  RETURNING t.id
), closed AS (
  SELECT announce(json_build_object('kind', 'session_ended', 'session_id', id)::text)
  FROM ended
)
SELECT ${chatColumns('updated')},
  announce(json_build_object(
    'kind', 'diff_status_change', 'chat_id', id, 'owner_id', owner_id)::text),
  (SELECT count(*)::int FROM woken),
  (SELECT count(*)::int FROM closed)
FROM updated`,
};

/** Undefined when the owner has no such chat. */
export async function updateChat(
  connection: Connection,
  update: UpdateChat,
): Promise<ChatRow | undefined> {
  const values = [
    update.chatId,
    update.ownerId,
    update.title,
    update.archived,
    update.agent ?? null,
  ];
  const [row] = await connection.query<ChatRow>(statement, values);
  return row;
}
