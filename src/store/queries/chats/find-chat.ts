import type { Connection } from '../../database.ts';
import { type ChatRow, chatColumns } from '../../rows.ts';

/** S12: another owner's chat is not found. */
const toStatement = (name: string, column: 'id' | 'public_id') => ({
  name,
  text: `SELECT ${chatColumns('c')} FROM chats c WHERE c.owner_id = $1 AND c.${column} = $2`,
});

const byPublicId = toStatement('find-chat', 'public_id');
const byKey = toStatement('find-chat-by-key', 'id');

/**
 * The one way from the id that a client names to the chat and its key. An id of another owner's chat is that of
 * no chat here, or of another one.
 */
export async function findChat(
  connection: Connection,
  ownerId: string,
  publicId: string,
): Promise<ChatRow | undefined> {
  const [row] = await connection.query<ChatRow>(byPublicId, [ownerId, publicId]);
  return row;
}

/** The way back from the key in a notification to what clients see. */
export async function findChatByKey(
  connection: Connection,
  ownerId: string,
  chatId: string,
): Promise<ChatRow | undefined> {
  const [row] = await connection.query<ChatRow>(byKey, [ownerId, chatId]);
  return row;
}
