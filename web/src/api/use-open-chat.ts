import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { adoptChat } from './chats.ts';
import { client } from './client.ts';

/** The server reads unsettled checks of an open chat every 30 s, as long as it is requested more often. */
const renewalMs = 15_000;

/** Reports to the server that the chat is open, while the page is visible. */
export function useOpenChat(chatId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const renew = () => {
      if (!document.hidden) void fetchChat(queryClient, chatId);
    };
    const timer = setInterval(renew, renewalMs);
    document.addEventListener('visibilitychange', renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
    };
  }, [queryClient, chatId]);
}

async function fetchChat(queryClient: QueryClient, chatId: string): Promise<void> {
  try {
    adoptChat(queryClient, await client.getChat(chatId, { wait: 0 }));
  } catch {
    // The connection state already shows an unreachable server.
  }
}
