import type { Connection } from '../../database.ts';
import { isRenewedSql } from './renewed-tokens.ts';

const statement = {
  name: 'renew-chat-token',
  text: `
UPDATE chat_tokens t SET last_used_at = now()
FROM chats c
WHERE t.id = $3 AND t.chat_id = $1 AND c.id = t.chat_id AND c.owner_id = $2 AND ${isRenewedSql}
RETURNING t.id`,
};

/** False when the owner has no such chat with such a token, or the token lives as long as its chat. */
export async function renewChatToken(
  connection: Connection,
  { ownerId, chatId, tokenId }: { ownerId: string; chatId: string; tokenId: string },
): Promise<boolean> {
  return (await connection.query(statement, [chatId, ownerId, tokenId])).length > 0;
}
