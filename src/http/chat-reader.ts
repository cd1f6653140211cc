import type { Chat } from '../contract/chat.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import { groupBy } from '../platform/group-by.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { ChatRow } from '../store/rows.ts';
import { HttpProblem } from './server/problem-response.ts';
import { toChat } from './views/to-chat.ts';

/** Reads chats with their tracked branches. S12: always as one user, who sees only their own. */
export function createChatReader(
  store: Pick<HttpStore, 'findChat' | 'listDiffStatuses' | 'listCheckouts'>,
  forges: Pick<ForgeRegistry, 'findForge'>,
) {
  async function toChats(chats: readonly ChatRow[]): Promise<Chat[]> {
    const ids = chats.map((chat) => chat.id);
    const [rows, checkouts] = await Promise.all([
      store.listDiffStatuses(ids),
      store.listCheckouts(ids),
    ]);
    const checkoutByChat = new Map(checkouts.map((checkout) => [checkout.chat_id, checkout]));
    const groups = groupBy(rows, (row) => row.chat_id);
    const rowsByChat = new Map(groups.map((group) => [group[0]?.chat_id, group]));
    return chats.map((chat) =>
      toChat(chat, rowsByChat.get(chat.id) ?? [], forges, checkoutByChat.get(chat.id)),
    );
  }

  async function findChat(userId: string, chatId: string): Promise<Chat | undefined> {
    const row = await store.findChat(userId, chatId);
    return row && (await toChats([row]))[0];
  }

  return {
    toChats,
    findChat,

    async getChat(userId: string, chatId: string): Promise<Chat> {
      const chat = await findChat(userId, chatId);
      if (!chat) throw toChatNotFound(chatId);
      return chat;
    },

    async getChatRow(userId: string, chatId: string): Promise<ChatRow> {
      const row = await store.findChat(userId, chatId);
      if (!row) throw toChatNotFound(chatId);
      return row;
    },
  };
}

export type ChatReader = ReturnType<typeof createChatReader>;

/** Another owner's chat and no chat at all look the same (S12). */
export function toChatNotFound(chatId: string): HttpProblem {
  return new HttpProblem(404, `You have no chat ${chatId.slice(0, 200)}.`);
}
