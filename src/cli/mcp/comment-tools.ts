import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { answer, branchInput, findSubject, type ToolDeps } from './mcp-deps.ts';

export function registerCommentTools(server: McpServer, deps: ToolDeps): void {
  const { chat_id: chatInput } = branchInput;
  server.registerTool(
    'list_comments',
    {
      title: 'Comments for me',
      description:
        'Comments on lines of the diff that people left for you. By default those you have not acknowledged.',
      inputSchema: {
        chat_id: chatInput,
        all: z.boolean().default(false).describe('also those that were acknowledged'),
      },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ chat_id, all }, { signal }) =>
      answer(async () => {
        const { client, chatId } = await findSubject(deps, { chat_id }, signal);
        const { comments } = await client.listComments(chatId, all ? {} : { waiting: 'true' });
        return { comments: comments.filter(({ target }) => target === 'agent') };
      }),
  );
  server.registerTool(
    'acknowledge_comment',
    {
      title: 'Acknowledge a comment',
      description: 'Says that you received a comment, so that it is not handed to you again.',
      inputSchema: { chat_id: chatInput, id: z.string().max(100) },
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    ({ chat_id, id }, { signal }) =>
      answer(async () => {
        const { client, chatId } = await findSubject(deps, { chat_id }, signal);
        const { received_at } = await client.receiveComment(chatId, id);
        return { id, received_at };
      }),
  );
}
