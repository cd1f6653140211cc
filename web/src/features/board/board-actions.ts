import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { adoptChat } from '../../api/chats.ts';
import { client } from '../../api/client.ts';
import { listKnownChats, markAsRead, markAsUnread } from '../../api/read-marks.ts';
import { serverClock } from '../../api/server-clock.ts';
import { clearSelection } from './row-selection.ts';

/** What was done last with chats of the board. */
export interface LastAction {
  kind: 'archived' | 'restored' | 'refreshed' | 'snoozed' | 'woken' | 'read' | 'unread';
  /** The chats with which it succeeded. */
  chatIds: readonly string[];
  /** The chats with which it failed. */
  failedIds: readonly string[];
}

const listeners = new Set<() => void>();
let last: LastAction | undefined;

export function useLastAction(): LastAction | undefined {
  return useSyncExternalStore(subscribe, () => last);
}

export function dismissAction(): void {
  report(undefined);
}

/** Archives chats. Their branches are not checked any more, until it is undone. */
export async function archiveChats(queryClient: QueryClient, ids: readonly string[]) {
  clearSelection();
  await act(queryClient, 'archived', ids, (id) => client.updateChat(id, { archived: true }));
}

export async function snoozeChats(queryClient: QueryClient, ids: readonly string[], until: Date) {
  clearSelection();
  const snoozed_until = until.toISOString();
  await act(queryClient, 'snoozed', ids, (id) => client.updateChat(id, { snoozed_until }));
}

export async function wakeChats(queryClient: QueryClient, ids: readonly string[]) {
  clearSelection();
  await act(queryClient, 'woken', ids, (id) => client.updateChat(id, { snoozed_until: null }));
}

/** Marks chats as read if any of them is unread, else as unread. */
export async function toggleRead(queryClient: QueryClient, ids: readonly string[]) {
  const chats = listKnownChats(queryClient).filter(({ id }) => ids.includes(id));
  if (chats.some(({ unread }) => unread)) await readChats(queryClient, chats);
  else await unreadChats(queryClient, ids);
}

/** What changes before the server knows of it stays unread. */
export async function readChats(queryClient: QueryClient, chats: readonly Chat[]) {
  clearSelection();
  const unread = chats.filter((chat) => chat.unread);
  if (unread.length === 0) return;
  try {
    const chatIds = await markAsRead(queryClient, unread);
    report({ kind: 'read', chatIds, failedIds: [] });
  } catch {
    report({ kind: 'read', chatIds: [], failedIds: unread.map(({ id }) => id) });
  }
}

/** Every unread chat that the board lists without a filter. */
export async function readAllChats(queryClient: QueryClient) {
  const nowMs = serverClock.now();
  const listed = listKnownChats(queryClient).filter((chat) => !isSnoozed(chat, nowMs));
  await readChats(queryClient, listed);
}

async function unreadChats(queryClient: QueryClient, ids: readonly string[]) {
  clearSelection();
  await act(queryClient, 'unread', ids, async (id) => {
    const chat = await markAsUnread(queryClient, id);
    if (!chat.unread) throw new Error('nothing in this chat can be unread');
    return chat;
  });
}

/** Lists that a refresh of the chat may change. */
const ofBranches = ['checks', 'reviews', 'timeline'] as const;

export async function refreshChats(queryClient: QueryClient, ids: readonly string[]) {
  await act(queryClient, 'refreshed', ids, (id) => client.refreshChat(id));
  for (const id of ids) {
    for (const name of ofBranches) void queryClient.invalidateQueries({ queryKey: [name, id] });
  }
}

export function canUndo({ kind }: LastAction): boolean {
  return kind !== 'restored' && kind !== 'refreshed' && kind !== 'woken';
}

/** Undoes the last archiving, snoozing or reading; only once. */
export async function undoLastAction(queryClient: QueryClient): Promise<void> {
  if (last === undefined || !canUndo(last)) return;
  const { kind, chatIds } = last;
  if (kind === 'snoozed') return wakeChats(queryClient, chatIds);
  if (kind === 'read') return unreadChats(queryClient, chatIds);
  if (kind === 'unread') {
    const chats = listKnownChats(queryClient).filter(({ id }) => chatIds.includes(id));
    return readChats(queryClient, chats);
  }
  await act(queryClient, 'restored', chatIds, (id) => client.updateChat(id, { archived: false }));
}

/** More at once would only wait for each other in the browser. */
const atOnce = 4;

async function act(
  queryClient: QueryClient,
  kind: LastAction['kind'],
  ids: readonly string[],
  send: (chatId: string) => Promise<Chat>,
): Promise<void> {
  if (ids.length === 0) return;
  const waiting = [...ids];
  const failedIds: string[] = [];
  const sendWaiting = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        adoptChat(queryClient, await send(id));
      } catch {
        failedIds.push(id);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendWaiting));
  report({ kind, chatIds: ids.filter((id) => !failedIds.includes(id)), failedIds });
}

function report(action: LastAction | undefined): void {
  last = action;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
