import { useMutation, useQueryClient } from '@tanstack/react-query';
import { adoptChat } from '../../api/chats.ts';
import { client } from '../../api/client.ts';

const readWithTheChat = ['checks', 'reviews', 'timeline'] as const;

/** Asks the forge about a chat now; what is in view beside the chat is read again as well. */
export function useRefreshChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (chatId: string) => client.refreshChat(chatId),
    onSuccess: (chat) => {
      adoptChat(queryClient, chat);
      for (const part of readWithTheChat) {
        void queryClient.invalidateQueries({ queryKey: [part, chat.id] });
      }
    },
  });
}
