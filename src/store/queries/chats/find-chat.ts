import type { Connection } from '../../database.ts';
import { type ChatRow, chatColumns } from '../../rows.ts';

/**
 * The one way from the id that a client names to the chat and its key. S12: an id of another owner's chat is
 * that of no chat here, or of another one.
 */
const statement = {
  name: 'find-chat',
  text: `SELECT ${chatColumns('c')} FROM chats c WHERE c.owner_id = $1 AND c.public_id = $2`,
};

export async function findChat(
  connection: Connection,
  ownerId: string,
  publicId: string,
): Promise<ChatRow | undefined> {
  const [row] = await connection.query<ChatRow>(statement, [ownerId, publicId]);
  return row;
}
