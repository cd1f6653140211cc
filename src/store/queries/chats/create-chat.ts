import type { Connection } from '../../database.ts';
import type { ChatRow } from '../../rows.ts';

export interface CreateChat {
  id: string;
  ownerId: string;
  title: string;
  workspaceId: string | null;
}

/**
 * Creates the chat unless its id is taken, and announces it in the same transaction (S4).
 * Truncated to milliseconds, the precision of the API, so that a cursor of `created_at` is exact.
 */
const statement = {
  name: 'create-chat',
  text: `
WITH created AS (
  INSERT INTO chats (id, owner_id, title, workspace_id, created_at, updated_at)
  SELECT $1, $2, $3, $4, instant, instant FROM date_trunc('milliseconds', now()) AS instant
  ON CONFLICT (id) DO NOTHING
  RETURNING *
)
SELECT created.*, pg_notify('afterpush', json_build_object(
  'kind', 'chat_created', 'chat_id', id, 'owner_id', owner_id)::text)
FROM created`,
};

/** Undefined when a chat with that id already exists, even another user's. */
export async function createChat(
  connection: Connection,
  chat: CreateChat,
): Promise<ChatRow | undefined> {
  const values = [chat.id, chat.ownerId, chat.title, chat.workspaceId];
  const [row] = await connection.query<ChatRow>(statement, values);
  return row;
}
