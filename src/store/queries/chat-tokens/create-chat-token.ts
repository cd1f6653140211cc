import type { Connection } from '../../database.ts';

export interface CreateChatToken {
  id: string;
  ownerId: string;
  chatId: string;
  tokenHash: Buffer;
}

/** The lock keeps the chat from being archived, which ends its tokens, before this one is stored. */
const statement = {
  name: 'create-chat-token',
  text: `
WITH chat AS MATERIALIZED (
  SELECT id FROM chats WHERE id = $2 AND owner_id = $3 AND NOT archived FOR SHARE
)
INSERT INTO chat_tokens (id, chat_id, token_hash)
SELECT $1, chat.id, $4 FROM chat
RETURNING id`,
};

/** False when the owner has no such chat, or it is archived. */
export async function createChatToken(
  connection: Connection,
  { id, chatId, ownerId, tokenHash }: CreateChatToken,
): Promise<boolean> {
  const rows = await connection.query(statement, [id, chatId, ownerId, tokenHash]);
  return rows.length > 0;
}
