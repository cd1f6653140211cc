import type { Connection } from '../../database.ts';
import type { ChatRow } from '../../rows.ts';

/** S12: another owner's chat is not found. */
const statement = {
  name: 'find-chat',
  text: 'SELECT * FROM chats WHERE id = $1 AND owner_id = $2',
};

export async function findChat(
  connection: Connection,
  ownerId: string,
  chatId: string,
): Promise<ChatRow | undefined> {
  const [row] = await connection.query<ChatRow>(statement, [chatId, ownerId]);
  return row;
}
