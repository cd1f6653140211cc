import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Chat } from '../../contract/chat.ts';
import { ApiError } from '../../contract/client.ts';
import { getServer, listAllChats } from '../command-action.ts';
import { findChatId } from '../connection.ts';
import { formatJson, toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import type { McpDeps } from './mcp-deps.ts';

const mimeType = 'application/json';

/** `afterpush://chats/{id}`: a chat with the status of its branches. */
export function registerChatResources(server: McpServer, { terminal }: McpDeps): void {
  const template = new ResourceTemplate('afterpush://chats/{id}', {
    list: async () => ({ resources: (await listChats(terminal)).map(toResource) }),
  });
  const metadata = {
    title: 'Chat',
    description: 'A chat with the status of its branches and pull requests',
    mimeType,
  };
  server.registerResource('chat', template, metadata, async (uri, { id }) => {
    const chatId = decodeURIComponent(String(id));
    const chat = await getServer(terminal).client.getChat(chatId);
    return { contents: [{ uri: uri.href, mimeType, text: formatJson(chat) }] };
  });
}

/** A chat token reads its own chat only. */
async function listChats(terminal: Terminal): Promise<Chat[]> {
  const { client } = getServer(terminal);
  try {
    return await listAllChats(client);
  } catch (error) {
    const ownId = findChatId(terminal.environment);
    const isLimited = error instanceof ApiError && error.problem.status === 403;
    if (!isLimited || ownId === undefined) throw error;
    return [await client.getChat(ownId)];
  }
}

function toResource({ id, title }: Chat) {
  return {
    uri: `afterpush://chats/${encodeURIComponent(id)}`,
    name: toOneLine(title) || id,
    mimeType,
  };
}
