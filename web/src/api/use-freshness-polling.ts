import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { ApiError } from '../../../src/contract/client.ts';
import { listStaleChats, maximumIds, recordFetch } from './chat-fetch-times.ts';
import { adoptChanges, getChatListLoad } from './chats.ts';
import { client } from './client.ts';

const rowMaximumAgeMs = 30_000;
/** Long enough for most checks to end. */
const dueMaximumAgeMs = 8_000;
const checkIntervalMs = 5_000;
const listMaximumAgeMs = 600_000;
const scrollSettleMs = 400;

/** An older server does not support listing chats by id: then polling stops. */
let unsupported = false;

/**
 * A refresh that finds nothing new is not published (S11). So the page polls how fresh the rows in
 * view are while it is visible, and the whole list every ten minutes.
 */
export function useFreshnessPolling(chatIdsInView: readonly string[]): void {
  const queryClient = useQueryClient();
  const inView = useRef(chatIdsInView);
  useEffect(() => {
    inView.current = chatIdsInView;
    const timer = setTimeout(() => void fetchStale(queryClient, inView.current), scrollSettleMs);
    return () => clearTimeout(timer);
  }, [queryClient, chatIdsInView]);
  useEffect(() => {
    const check = () => {
      if (document.hidden) return;
      if (isListStale()) void queryClient.invalidateQueries({ queryKey: ['chats'] });
      else void fetchStale(queryClient, inView.current);
    };
    const timer = setInterval(check, checkIntervalMs);
    document.addEventListener('visibilitychange', check);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', check);
    };
  }, [queryClient]);
}

function isListStale(): boolean {
  const { complete, startedAtMs } = getChatListLoad();
  return complete && Date.now() - startedAtMs >= listMaximumAgeMs;
}

/** The chats with a branch that is being checked now, as far as the page knows. */
function listDue(queryClient: QueryClient, chatIds: readonly string[], nowMs: number): string[] {
  const inView = new Set(chatIds);
  const chats = queryClient.getQueryData<readonly Chat[]>(['chats']) ?? [];
  return chats.filter((chat) => inView.has(chat.id) && isDue(chat, nowMs)).map(({ id }) => id);
}

export function isDue(chat: Chat, nowMs: number): boolean {
  return chat.diff_statuses.some(
    ({ checking, next_check_at: nextAt }) =>
      checking || (nextAt !== null && Date.parse(nextAt) <= nowMs),
  );
}

async function fetchStale(queryClient: QueryClient, chatIds: readonly string[]): Promise<void> {
  if (unsupported || document.hidden || !getChatListLoad().complete) return;
  const nowMs = Date.now();
  const due = listStaleChats(listDue(queryClient, chatIds, nowMs), dueMaximumAgeMs, nowMs);
  if (due.length + listStaleChats(chatIds, rowMaximumAgeMs, nowMs).length === 0) return;
  // Rows that will be stale soon are included, so that one request every 30 s is enough.
  const soon = listStaleChats(chatIds, rowMaximumAgeMs / 2, nowMs);
  const stale = [...new Set([...due, ...soon])].slice(0, maximumIds);
  recordFetch(stale);
  try {
    const { chats } = await client.listChats({ ids: stale.join(','), limit: stale.length });
    const requested = new Set(stale);
    const fetched = chats.filter(({ id }) => requested.has(id));
    adoptChanges(queryClient, new Map(fetched.map((chat) => [chat.id, chat])));
  } catch (error) {
    // Other failures are ignored: the connection state already shows an unreachable server.
    unsupported ||= error instanceof ApiError && error.problem.status === 400;
  }
}
