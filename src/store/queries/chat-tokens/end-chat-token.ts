import type { Connection } from '../../database.ts';

/** Ends a token, and announces it so that every replica closes the event streams that it opened. */
const statement = {
  name: 'end-chat-token',
  text: `
WITH ended AS (
  DELETE FROM chat_tokens t USING chats c
  WHERE t.id = $3 AND t.chat_id = $1 AND c.id = t.chat_id AND c.owner_id = $2
  RETURNING t.id
)
SELECT announce(json_build_object('kind', 'session_ended', 'session_id', id)::text)
FROM ended`,
};

/** False when the owner has no such chat with such a token. */
export async function endChatToken(
  connection: Connection,
  { ownerId, chatId, tokenId }: { ownerId: string; chatId: string; tokenId: string },
): Promise<boolean> {
  return (await connection.query(statement, [chatId, ownerId, tokenId])).length > 0;
}
