import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { adoptChat, forgetChat } from './chats.ts';
import { setConnectionState } from './connection-state.ts';
import { LiveConnection, type LiveEvent } from './live-connection.ts';

/** Keeps the cache true while the page is open. */
export function useLiveUpdates(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const connection = new LiveConnection(() => new EventSource('/api/v1/events'), {
      onEvent: (event) => applyEvent(queryClient, event),
      onState: setConnectionState,
    });
    const stop = new AbortController();
    connection.run(stop.signal);
    return () => stop.abort();
  }, [queryClient]);
}

function applyEvent(queryClient: QueryClient, event: LiveEvent): void {
  switch (event.name) {
    case 'diff_status_change':
    case 'chat_created':
      return adoptChat(queryClient, event.data.chat);
    case 'chat_deleted':
      return forgetChat(queryClient, event.data.chat_id);
    case 'resync':
      void queryClient.invalidateQueries({ queryKey: ['chats'] });
      void queryClient.invalidateQueries({ queryKey: ['forges'] });
      void queryClient.invalidateQueries({ queryKey: ['chat'] });
      void queryClient.invalidateQueries({ queryKey: ['webhooks'] });
      return;
  }
}
