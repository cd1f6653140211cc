import type { Connection } from '../../database.ts';
import { type ChatRow, chatColumns } from '../../rows.ts';

/** The way back from the key in a notification to what clients see. S12: another owner's chat is not found. */
const statement = {
  name: 'find-chat-by-key',
  text: `SELECT ${chatColumns('c')} FROM chats c WHERE c.id = $1 AND c.owner_id = $2`,
};

export async function findChatByKey(
  connection: Connection,
  ownerId: string,
  chatId: string,
): Promise<ChatRow | undefined> {
  const [row] = await connection.query<ChatRow>(statement, [chatId, ownerId]);
  return row;
}
