import type { Connection } from '../../database.ts';
import { type ChatRow, chatColumns } from '../../rows.ts';
import { insertGivenChats } from './insert-chat.ts';

export interface CreateChat {
  publicId: string;
  ownerId: string;
  title: string;
  workspaceId: string | null;
  agent?: string | undefined;
}

/** Creates the chat unless its owner has one of that id, and announces it in the same transaction (S4). */
const statement = {
  name: 'create-chat',
  text: `
WITH given AS (
  SELECT $1::text AS public_id, $2::text AS owner_id, $3::text AS title, $4::text AS workspace_id, $5::text AS agent
), ${insertGivenChats}
SELECT ${chatColumns('created')}, announce(json_build_object(
  'kind', 'chat_created', 'chat_id', id, 'owner_id', owner_id)::text)
FROM created`,
};

/** Undefined when the owner already has a chat with that id. */
export async function createChat(
  connection: Connection,
  chat: CreateChat,
): Promise<ChatRow | undefined> {
  const values = [chat.publicId, chat.ownerId, chat.title, chat.workspaceId, chat.agent ?? null];
  const [row] = await connection.query<ChatRow>(statement, values);
  return row;
}
