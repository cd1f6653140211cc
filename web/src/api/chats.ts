import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { addPage, applyChanges, type ChatChanges, mergeFetched, pickNewest } from './chat-cache.ts';
import { recordFetch } from './chat-fetch-times.ts';
import { client } from './client.ts';
import { getConnectionState, whenLive } from './connection-state.ts';

/** Beyond this, the page says that it shows only the newest chats. */
export const maximumChats = 5_000;
const firstPageSize = 100;
const pageSize = 500;
const waitForLiveMs = 1_500;
const openingWaitMs = 800;

/** How much of the chat list has been fetched. */
export interface ChatListLoad {
  /** Every chat is known, not only the first page. */
  complete: boolean;
  /** When the last complete fetch started. */
  startedAtMs: number;
  /** Events were arriving when it started, so no change since can have been missed. S4 */
  live: boolean;
}

const loadListeners = new Set<() => void>();
let currentLoad: ChatListLoad = {
  complete: false,
  startedAtMs: Number.NEGATIVE_INFINITY,
  live: true,
};

/** Deleted chats. Ids are never reused, so a late response cannot bring one back. */
const deletedChats = new Map<string, undefined>();
/** For each list fetch in progress, the changes that arrived since it started. */
const changesDuringFetch = new Set<Map<string, Chat | undefined>>();
let fetchCount = 0;

const chatsKey = ['chats'] as const;
const chatKey = (chatId: string) => ['chat', chatId] as const;

/** Fetched once. Events then keep it correct, and `useFreshnessPolling` keeps it fresh. */
export function chatsQuery(queryClient: QueryClient) {
  return queryOptions({
    queryKey: chatsKey,
    queryFn: (): Promise<readonly Chat[]> => fetchList(queryClient),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** Opening a chat makes the server query the forge; the request waits briefly for the result. */
export function chatQuery(queryClient: QueryClient, chatId: string) {
  return queryOptions({
    queryKey: chatKey(chatId),
    queryFn: async (): Promise<Chat> => {
      const chat = await client.getChat(chatId, { wait: openingWaitMs });
      adoptChat(queryClient, chat);
      return pickNewest(queryClient.getQueryData<Chat>(chatKey(chatId)), chat);
    },
    refetchOnMount: 'always',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Updates every cached copy of a chat that is older than this one. */
export function adoptChat(queryClient: QueryClient, chat: Chat): void {
  adoptChanges(queryClient, new Map([[chat.id, chat]]));
}

/** Applies all changes in one update of the list, so the page renders once. */
export function adoptChanges(queryClient: QueryClient, incoming: ChatChanges): void {
  const changes = new Map([...incoming, ...[...deletedChats].filter(([id]) => incoming.has(id))]);
  for (const [id, chat] of changes) {
    if (chat === undefined) deletedChats.set(id, undefined);
    for (const each of changesDuringFetch) each.set(id, chat && pickNewest(each.get(id), chat));
  }
  recordFetch([...changes.keys()]);
  queryClient.setQueryData<readonly Chat[]>(
    chatsKey,
    (chats) => chats && applyChanges(chats, changes),
  );
  updateOpenChats(queryClient, changes);
}

function updateOpenChats(queryClient: QueryClient, changes: ChatChanges): void {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: ['chat'] })) {
    const chatId = String(queryKey[1]);
    if (!changes.has(chatId)) continue;
    const chat = changes.get(chatId);
    if (chat === undefined) void queryClient.invalidateQueries({ queryKey });
    else queryClient.setQueryData<Chat>(queryKey, (known) => known && pickNewest(known, chat));
  }
}

/**
 * Shows the first page at once, then fetches the whole list while events already arrive: a response
 * contains every earlier change, and an event reports every later one. S4
 */
async function fetchList(queryClient: QueryClient): Promise<readonly Chat[]> {
  fetchCount += 1;
  const thisFetch = fetchCount;
  const isFirst = queryClient.getQueryData(chatsKey) === undefined;
  const show = (page: readonly Chat[], changes: ChatChanges) => {
    if (thisFetch !== fetchCount) return;
    queryClient.setQueryData<readonly Chat[]>(chatsKey, (chats) => addPage(chats, page, changes));
  };
  if (isFirst) {
    show((await client.listChats({ limit: firstPageSize })).chats, deletedChats);
    await whenLive(waitForLiveMs);
  }
  const changes = new Map<string, Chat | undefined>(deletedChats);
  changesDuringFetch.add(changes);
  try {
    const started = { startedAtMs: Date.now(), live: getConnectionState() === 'live' };
    const fetched = await fetchPages((page) => isFirst && show(page, changes));
    const known = queryClient.getQueryData<readonly Chat[]>(chatsKey);
    const chats = mergeFetched(known, fetched, changes);
    if (thisFetch === fetchCount) setChatListLoad({ complete: true, ...started });
    recordFetch(fetched.map(({ id }) => id));
    updateOpenChats(queryClient, new Map(chats.map((chat) => [chat.id, chat])));
    return chats;
  } finally {
    changesDuringFetch.delete(changes);
  }
}

async function fetchPages(onPage: (page: readonly Chat[]) => void): Promise<Chat[]> {
  const chats: Chat[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listChats({ limit: pageSize, cursor });
    chats.push(...page.chats);
    onPage(page.chats);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && chats.length < maximumChats);
  return chats.slice(0, maximumChats);
}

export function getChatListLoad(): ChatListLoad {
  return currentLoad;
}

export function useChatListLoad(): ChatListLoad {
  return useSyncExternalStore(subscribeToLoad, getChatListLoad);
}

function setChatListLoad(load: ChatListLoad): void {
  currentLoad = load;
  for (const listener of loadListeners) listener();
}

function subscribeToLoad(listener: () => void): () => void {
  loadListeners.add(listener);
  return () => loadListeners.delete(listener);
}
