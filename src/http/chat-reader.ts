import type { Chat } from '../contract/chat.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import { groupBy } from '../platform/group-by.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { ChatRow } from '../store/rows.ts';
import { HttpProblem } from './server/problem-response.ts';
import { toChat } from './views/to-chat.ts';

/** Reads chats with their tracked branches. S12: always as one user, who sees only their own. */
export function createChatReader(
  store: Pick<HttpStore, 'findChat' | 'findChatByKey' | 'listDiffStatuses' | 'listCheckouts'>,
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

  async function toFound(row: ChatRow | undefined): Promise<Chat | undefined> {
    return row && (await toChats([row]))[0];
  }

  async function getChatRow(userId: string, publicId: string): Promise<ChatRow> {
    const row = await store.findChat(userId, publicId);
    if (!row) throw toChatNotFound(publicId);
    return row;
  }

  return {
    toChats,

    /** The chat that a notification names by its key. */
    findChatByKey: async (userId: string, chatId: string) =>
      toFound(await store.findChatByKey(userId, chatId)),

    async getChat(userId: string, publicId: string): Promise<Chat> {
      const chat = await toFound(await getChatRow(userId, publicId));
      if (!chat) throw toChatNotFound(publicId);
      return chat;
    },

    /** From the id that a client sent to the chat and its key. */
    getChatRow,
  };
}

export type ChatReader = ReturnType<typeof createChatReader>;

/** Another owner's chat and no chat at all look the same (S12). */
export function toChatNotFound(publicId: string): HttpProblem {
  return new HttpProblem(404, `You have no chat ${publicId.slice(0, 200)}.`);
}
