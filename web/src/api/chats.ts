import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Chat } from '../../../src/contract/chat.ts';
import { mergeList, removeChat, toNewest, upsertChat } from './chat-cache.ts';
import { client } from './client.ts';

/** Beyond this the page says that it shows the newest only. */
export const maximumChats = 2_000;
const pageSize = 500;
const rereadMs = 30_000;
const openingWaitMs = 800;

/** Ids are never used again, so a deletion stays true whatever answer arrives later. */
const deletedIds = new Set<string>();

const chatsKey = ['chats'] as const;
const chatKey = (chatId: string) => ['chat', chatId] as const;

/** A refresh that found nothing new is not published: freshness comes from reading again. */
export function chatsQuery(queryClient: QueryClient) {
  return queryOptions({
    queryKey: chatsKey,
    queryFn: async (): Promise<readonly Chat[]> => {
      const read = await readAllChats();
      return mergeList(queryClient.getQueryData<readonly Chat[]>(chatsKey), read, deletedIds);
    },
    refetchInterval: rereadMs,
  });
}

/** Opening a chat lets the server ask the forge, and waits a moment for the answer. */
export function chatQuery(queryClient: QueryClient, chatId: string) {
  return queryOptions({
    queryKey: chatKey(chatId),
    queryFn: async (): Promise<Chat> => {
      const chat = await client.getChat(chatId, { wait: openingWaitMs });
      adoptChat(queryClient, chat);
      return toNewest(queryClient.getQueryData<Chat>(chatKey(chatId)), chat);
    },
    refetchOnMount: 'always',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Puts one chat wherever it is cached, if it is newer than what is there. */
export function adoptChat(queryClient: QueryClient, chat: Chat): void {
  if (deletedIds.has(chat.id)) return;
  queryClient.setQueryData<readonly Chat[]>(chatsKey, (chats) =>
    chats === undefined ? chats : upsertChat(chats, chat),
  );
  queryClient.setQueryData<Chat>(chatKey(chat.id), (known) =>
    known === undefined ? known : toNewest(known, chat),
  );
}

export function forgetChat(queryClient: QueryClient, chatId: string): void {
  deletedIds.add(chatId);
  queryClient.setQueryData<readonly Chat[]>(chatsKey, (chats) =>
    chats === undefined ? chats : removeChat(chats, chatId),
  );
  void queryClient.invalidateQueries({ queryKey: chatKey(chatId) });
}

async function readAllChats(): Promise<Chat[]> {
  const chats: Chat[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listChats({ limit: pageSize, cursor });
    chats.push(...page.chats);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && chats.length < maximumChats);
  return chats.slice(0, maximumChats);
}
