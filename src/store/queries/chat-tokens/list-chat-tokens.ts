import type { Connection } from '../../database.ts';
import { isLiveSql } from './renewed-tokens.ts';

export interface ChatTokenRow {
  id: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** The newest tokens of a chat. S12: of the owner's chats only. */
const statement = {
  name: 'list-chat-tokens',
  text: `
SELECT t.id, t.created_at AS "createdAt", t.last_used_at AS "lastUsedAt"
FROM chat_tokens t JOIN chats c ON c.id = t.chat_id
WHERE t.chat_id = $1 AND c.owner_id = $2 AND ${isLiveSql}
ORDER BY t.created_at DESC, t.id
LIMIT 500`,
};

export function listChatTokens(
  connection: Connection,
  ownerId: string,
  chatId: string,
): Promise<ChatTokenRow[]> {
  return connection.query<ChatTokenRow>(statement, [chatId, ownerId]);
}
