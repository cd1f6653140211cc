import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { adoptNews } from './chats.ts';
import { setConnectionState } from './connection-state.ts';
import { beforeNextFrame, EventBatch } from './event-batch.ts';
import { followEvents } from './follow-events.ts';
import { getListReading } from './list-reading.ts';
import type { ConnectionState, LiveEvent } from './live-connection.ts';

/** Keeps the cache true while the page is open. */
export function useLiveUpdates(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const apply = (events: LiveEvent[]) => applyEvents(queryClient, events);
    const batch = new EventBatch(apply, beforeNextFrame);
    const onEvent = (event: LiveEvent) => batch.add(event);
    const onState = (state: ConnectionState) => applyState(queryClient, state);
    followEvents({ onEvent, onState }, stop.signal);
    return () => {
      stop.abort();
      batch.stop();
    };
  }, [queryClient]);
}

/** Whatever was read while no events arrived may have missed some. S4 */
function applyState(queryClient: QueryClient, state: ConnectionState): void {
  setConnectionState(state);
  if (state === 'live' && !getListReading().live) readAgain(queryClient);
}

function applyEvents(queryClient: QueryClient, events: readonly LiveEvent[]): void {
  const news = new Map<string, Chat | undefined>();
  for (const event of events) {
    switch (event.name) {
      case 'diff_status_change':
      case 'chat_created':
        news.set(event.data.chat.id, event.data.chat);
        break;
      case 'chat_deleted':
        news.set(event.data.chat_id, undefined);
        break;
      case 'comment_change':
        void queryClient.invalidateQueries({ queryKey: ['comments', event.data.chat_id] });
        break;
      case 'resync':
        break;
    }
  }
  if (news.size > 0) adoptNews(queryClient, news);
  if (events.some(({ name }) => name === 'resync')) readAgain(queryClient);
}

const namesToReadAgain = ['chats', 'chat', 'forges', 'webhooks', 'comments', 'timeline', 'reviews'];

function readAgain(queryClient: QueryClient): void {
  for (const name of namesToReadAgain) void queryClient.invalidateQueries({ queryKey: [name] });
}
