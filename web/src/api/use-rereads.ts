import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ApiError } from '../../../src/contract/client.ts';
import { adoptNews } from './chats.ts';
import { client } from './client.ts';
import { getListReading } from './list-reading.ts';
import { listDue, noteRead } from './read-times.ts';

const rereadMs = 30_000;
const lookMs = 5_000;
const wholeRereadMs = 600_000;
const restMs = 400;

/** A server that does not know how to answer for some chats is not asked again. */
let refused = false;

/**
 * A refresh that found nothing new is not published (S11): how fresh the rows in view are is read
 * again while somebody looks, and the whole list every ten minutes.
 */
export function useRereads(chatIdsInView: readonly string[]): void {
  const queryClient = useQueryClient();
  const inView = useRef(chatIdsInView);
  useEffect(() => {
    inView.current = chatIdsInView;
    // Once the reader has stopped scrolling.
    const timer = setTimeout(() => void readDue(queryClient, inView.current), restMs);
    return () => clearTimeout(timer);
  }, [queryClient, chatIdsInView]);
  useEffect(() => {
    const look = () => {
      if (document.hidden) return;
      if (isListDue()) void queryClient.invalidateQueries({ queryKey: ['chats'] });
      else void readDue(queryClient, inView.current);
    };
    const timer = setInterval(look, lookMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [queryClient]);
}

function isListDue(): boolean {
  const { whole, beganAtMs } = getListReading();
  return whole && Date.now() - beganAtMs >= wholeRereadMs;
}

async function readDue(queryClient: QueryClient, chatIds: readonly string[]): Promise<void> {
  if (refused || document.hidden || !getListReading().whole) return;
  if (listDue(chatIds, rereadMs, Date.now()).length === 0) return;
  // What is due soon comes along, so that one request in half a minute is enough.
  const due = listDue(chatIds, rereadMs / 2, Date.now());
  noteRead(due);
  try {
    const { chats } = await client.listChats({ ids: due.join(','), limit: due.length });
    const asked = new Set(due);
    const read = chats.filter(({ id }) => asked.has(id));
    adoptNews(queryClient, new Map(read.map((chat) => [chat.id, chat])));
  } catch (error) {
    // Freshness can wait: an unreachable server is told by the connection.
    refused ||= error instanceof ApiError && error.problem.status === 400;
  }
}
