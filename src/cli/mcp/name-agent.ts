import type { Client } from '../../contract/client.ts';
import { toAgentName } from '../../domain/agent-name.ts';

export type NameAgent = (client: Client, chatId: string) => void;

/**
 * Stores in the agent's own chat what its client calls itself, once. The tools do not wait for it, and work where it is
 * refused.
 */
export function createAgentNamer(findClientName: () => string | undefined): NameAgent {
  let namedChatId: string | undefined;
  return (client, chatId) => {
    const agent = toAgentName(findClientName() ?? '');
    if (agent === undefined || chatId === namedChatId) return;
    namedChatId = chatId;
    client.updateChat(chatId, { agent }).catch(() => (namedChatId = undefined));
  };
}
