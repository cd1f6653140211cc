import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Chat } from '../../../src/contract/chat.ts';
import { addPage, applyNews, type ChatNews, mergeRead, toNewest } from './chat-cache.ts';
import { client } from './client.ts';
import { getConnectionState, whenLive } from './connection-state.ts';
import { setListReading } from './list-reading.ts';
import { noteRead } from './read-times.ts';

/** Beyond this the page says that it shows the newest only. */
export const maximumChats = 5_000;
const firstPageSize = 100;
const pageSize = 500;
const livePatienceMs = 1_500;
const openingWaitMs = 800;

/** Ids are never used again, so a deletion stays true whatever answer arrives later. */
const gone = new Map<string, undefined>();
/** What is told while the list is being read, one for each reading under way. */
const told = new Set<Map<string, Chat | undefined>>();
let readings = 0;

const chatsKey = ['chats'] as const;
const chatKey = (chatId: string) => ['chat', chatId] as const;

/** Read once; from then on events keep it true, and `useRereads` its freshness. */
export function chatsQuery(queryClient: QueryClient) {
  return queryOptions({
    queryKey: chatsKey,
    queryFn: (): Promise<readonly Chat[]> => readList(queryClient),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
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
  adoptNews(queryClient, new Map([[chat.id, chat]]));
}

/** Many changes are one change of the list: the page is drawn once for them. */
export function adoptNews(queryClient: QueryClient, incoming: ChatNews): void {
  const news = new Map([...incoming, ...[...gone].filter(([id]) => incoming.has(id))]);
  for (const [id, chat] of news) {
    if (chat === undefined) gone.set(id, undefined);
    for (const each of told) each.set(id, chat && toNewest(each.get(id), chat));
  }
  noteRead([...news.keys()]);
  queryClient.setQueryData<readonly Chat[]>(chatsKey, (chats) => chats && applyNews(chats, news));
  adoptOpenChats(queryClient, news);
}

function adoptOpenChats(queryClient: QueryClient, news: ChatNews): void {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: ['chat'] })) {
    const chatId = String(queryKey[1]);
    if (!news.has(chatId)) continue;
    const chat = news.get(chatId);
    if (chat === undefined) void queryClient.invalidateQueries({ queryKey });
    else queryClient.setQueryData<Chat>(queryKey, (known) => known && toNewest(known, chat));
  }
}

/**
 * The first page is shown at once. Everything is then read while events already arrive: what
 * changes before an answer is in it, what changes after it is told. S4
 */
async function readList(queryClient: QueryClient): Promise<readonly Chat[]> {
  readings += 1;
  const reading = readings;
  const isFirst = queryClient.getQueryData(chatsKey) === undefined;
  const show = (page: readonly Chat[], news: ChatNews) => {
    if (reading !== readings) return;
    queryClient.setQueryData<readonly Chat[]>(chatsKey, (chats) => addPage(chats, page, news));
  };
  if (isFirst) {
    show((await client.listChats({ limit: firstPageSize })).chats, gone);
    await whenLive(livePatienceMs);
  }
  const meanwhile = new Map<string, Chat | undefined>(gone);
  told.add(meanwhile);
  try {
    const began = { beganAtMs: Date.now(), live: getConnectionState() === 'live' };
    const read = await readPages((page) => isFirst && show(page, meanwhile));
    const known = queryClient.getQueryData<readonly Chat[]>(chatsKey);
    const chats = mergeRead(known, read, meanwhile);
    if (reading === readings) setListReading({ whole: true, ...began });
    noteRead(read.map(({ id }) => id));
    adoptOpenChats(queryClient, new Map(chats.map((chat) => [chat.id, chat])));
    return chats;
  } finally {
    told.delete(meanwhile);
  }
}

async function readPages(onPage: (page: readonly Chat[]) => void): Promise<Chat[]> {
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
