import { useMutation, useQueryClient } from '@tanstack/react-query';
import { adoptChat } from '../api/chats.ts';
import { client } from '../api/client.ts';

/** Asks the forge about a chat now. */
export function useRefreshChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (chatId: string) => client.refreshChat(chatId),
    onSuccess: (chat) => adoptChat(queryClient, chat),
  });
}
