import type { Chat, ListChats } from '../contract/chat.ts';
import type { Client } from '../contract/client.ts';

/** Reads all pages of a list of chats. */
export async function listEveryChat(client: Client, query: ListChats = {}): Promise<Chat[]> {
  const chats: Chat[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listChats({ ...query, limit: 500, ...(cursor ? { cursor } : {}) });
    chats.push(...page.chats);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return chats;
}
