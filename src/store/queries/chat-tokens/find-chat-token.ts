import type { Connection } from '../../database.ts';
import { isLiveSql, isRenewedSql } from './renewed-tokens.ts';

export interface FoundChatToken {
  id: string;
  chatId: string;
  publicId: string;
  ownerId: string;
}

/**
 * Compares hashes through an index, so that timing reveals nothing about the token. The time of use is
 * written at most every five minutes; that of a token that has to be renewed is not, because its use does
 * not keep it alive.
 */
const statement = {
  name: 'find-chat-token',
  text: `
WITH found AS (
  SELECT t.id, t.last_used_at, c.id AS chat_id, c.public_id, c.owner_id, ${isRenewedSql} AS is_renewed
  FROM chat_tokens t JOIN chats c ON c.id = t.chat_id
  WHERE t.token_hash = $1 AND NOT c.archived AND ${isLiveSql}
), used AS (
  UPDATE chat_tokens SET last_used_at = now()
  FROM found
  WHERE chat_tokens.id = found.id AND NOT found.is_renewed
    AND (found.last_used_at IS NULL OR found.last_used_at < now() - interval '5 minutes')
)
SELECT id, chat_id AS "chatId", public_id AS "publicId", owner_id AS "ownerId" FROM found`,
};

export async function findChatToken(
  connection: Connection,
  tokenHash: Buffer,
): Promise<FoundChatToken | undefined> {
  const [row] = await connection.query<FoundChatToken>(statement, [tokenHash]);
  return row;
}
