import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { adoptChanges, adoptChat, chatsQuery } from './chats.ts';
import { client } from './client.ts';

/** As many as one request may mark. */
const atOnce = 500;

/** The branches of the open chat, with the first entry of each timeline that was unread when the reader looked. */
type NewEntries = ReadonlyMap<string, string>;

const nothing: NewEntries = new Map();
const listeners = new Set<() => void>();
let newEntries = nothing;

/** Chats that the reader marked as unread, as they were then: they stay unread while they are open. */
const keptUnread = new Map<string, number>();

const toBranchKey = (status: Pick<DiffStatus, 'git_remote_origin' | 'git_branch'>) =>
  `${status.git_remote_origin} ${status.git_branch}`;

/** The id of the first entry of the branch's timeline that is new to the reader. */
export function useFirstNewEntry(status: DiffStatus): string | undefined {
  return useSyncExternalStore(subscribe, () => newEntries).get(toBranchKey(status));
}

/** Marks the open chat as read while it can be seen, also what arrives then. */
export function useReadingMarks(chat: Chat | undefined, chatId: string): void {
  const queryClient = useQueryClient();
  const visible = useSyncExternalStore(subscribeToVisibility, () => !document.hidden);
  // What arrives before the eyes of the reader is not new to them.
  const looksAgain = useRef(true);
  useEffect(
    () => () => {
      looksAgain.current = true;
      keptUnread.delete(chatId);
      setNewEntries(nothing);
    },
    [chatId],
  );
  useEffect(() => {
    if (!visible) looksAgain.current = true;
    if (!visible || chat === undefined) return;
    if (looksAgain.current && chat.unread) setNewEntries(listNewEntries(chat));
    looksAgain.current = false;
    if (!chat.unread || keptUnread.get(chat.id) === chat.change_count) return;
    void markAsRead(queryClient, [chat]).catch(() => {
      // The connection state already shows an unreachable server.
    });
  }, [queryClient, chat, visible]);
}

function listNewEntries({ diff_statuses: statuses }: Chat): NewEntries {
  return new Map(
    statuses.flatMap((status) =>
      status.unread_from === null ? [] : [[toBranchKey(status), status.unread_from] as const],
    ),
  );
}

/** Marks chats as read, except those that have changed since. Returns the ids of those that are read now. */
export async function markAsRead(
  queryClient: QueryClient,
  chats: readonly Chat[],
): Promise<string[]> {
  const marked: string[] = [];
  for (let start = 0; start < chats.length; start += atOnce) {
    const seen = chats.slice(start, start + atOnce);
    const { chat_ids: ids } = await client.markRead({
      chats: seen.map(({ id, change_count }) => ({ id, change_count })),
    });
    adoptRead(
      queryClient,
      seen.filter(({ id }) => ids.includes(id)),
    );
    marked.push(...ids);
  }
  return marked;
}

/** Shows it before the event arrives. Chats of which something newer is known are left alone. */
function adoptRead(queryClient: QueryClient, seen: readonly Chat[]): void {
  const known = new Map(listKnownChats(queryClient).map((chat) => [chat.id, chat]));
  const read = seen
    .map((chat) => known.get(chat.id) ?? chat)
    .filter((chat, index) => chat.change_count === seen[index]?.change_count)
    .map((chat) => ({
      ...chat,
      unread: false,
      diff_statuses: chat.diff_statuses.map((status) => ({ ...status, unread_from: null })),
    }));
  adoptChanges(queryClient, new Map(read.map((chat) => [chat.id, chat])));
}

/** Marks a chat as unread, which stays so although it is open. */
export async function markAsUnread(queryClient: QueryClient, chatId: string): Promise<Chat> {
  const known = listKnownChats(queryClient).find(({ id }) => id === chatId);
  // Without any change the mark counts as one.
  keptUnread.set(chatId, Math.max(1, known?.change_count ?? 0));
  const chat = await client.updateChat(chatId, { unread: true });
  adoptChat(queryClient, chat);
  return chat;
}

export function listKnownChats(queryClient: QueryClient): readonly Chat[] {
  return queryClient.getQueryData(chatsQuery(queryClient).queryKey) ?? [];
}

function setNewEntries(entries: NewEntries): void {
  newEntries = entries;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
