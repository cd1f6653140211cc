import type { Chat } from '../contract/chat.ts';

/** A change whose event carries the chat as it is now. */
export interface ChatChange {
  kind: 'diff_status_change' | 'chat_created';
  chatId: string;
  ownerId: string;
}

export interface ChatLoadPorts {
  loadChat: (ownerId: string, chatId: string) => Promise<Chat | undefined>;
  onLoaded: (change: ChatChange, chat: Chat) => void;
  onFailed: (change: ChatChange, error: unknown) => void;
}

const mostAtOnce = 8;

/**
 * Loads each changed chat once, a few at a time. However many changes of a chat arrive while it is
 * loaded, it is loaded once more, so the last event always tells the last state.
 */
export function createChatLoads({ loadChat, onLoaded, onFailed }: ChatLoadPorts) {
  const waiting = new Map<string, ChatChange>();
  const running = new Map<string, ChatChange>();

  function startNext(): void {
    for (const [chatId, change] of waiting) {
      if (running.size >= mostAtOnce) return;
      if (running.has(chatId)) continue;
      waiting.delete(chatId);
      running.set(chatId, change);
      void load(change);
    }
  }

  async function load(change: ChatChange): Promise<void> {
    const isCurrent = () => running.get(change.chatId) === change;
    try {
      const chat = await loadChat(change.ownerId, change.chatId);
      // A chat that is gone meanwhile has an event of its own.
      if (chat && isCurrent()) onLoaded(change, chat);
    } catch (error) {
      if (isCurrent()) onFailed(change, error);
    } finally {
      if (isCurrent()) running.delete(change.chatId);
      startNext();
    }
  }

  return {
    request(change: ChatChange): void {
      // Nobody is told of a change of a chat they have not heard of.
      const kind =
        waiting.get(change.chatId)?.kind === 'chat_created' ? 'chat_created' : change.kind;
      waiting.set(change.chatId, { ...change, kind });
      startNext();
    },

    /** What is under way for a deleted chat is not told any more. */
    forget(chatId: string): void {
      waiting.delete(chatId);
      running.delete(chatId);
    },
  };
}

export type ChatLoads = ReturnType<typeof createChatLoads>;
