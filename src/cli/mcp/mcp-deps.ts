import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Chat } from '../../contract/chat.ts';
import { type Client, createClient } from '../../contract/client.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { CommandError, formatError, getServer } from '../command-action.ts';
import { formatJson, toOneLine, toSafeText } from '../safe-text.ts';
import { selectChat } from '../selected-chat.ts';
import type { Terminal } from '../terminal.ts';
import { type BranchChoice, findBranch } from '../wait-for-goal.ts';
import type { NameAgent } from './name-agent.ts';

/** The environment and directory of the agent. Nothing is written to its standard output. */
export interface McpDeps {
  terminal: Terminal;
}

export interface ToolDeps extends McpDeps {
  /** Called with the agent's own chat. */
  nameAgent: NameAgent;
}

/** Which branch a tool is about. */
export const branchInput = {
  chat_id: z.string().max(200).optional().describe('default: your own chat'),
  branch: z.string().max(1024).optional().describe('default: the branch pushed last'),
};

export interface BranchInput {
  chat_id?: string | undefined;
  branch?: string | undefined;
}

export interface Subject {
  client: Client;
  chatId: string;
  choice: BranchChoice | undefined;
}

/** Finds the server anew for each call: it may have been restarted on another port. */
export async function findSubject(
  { terminal, nameAgent }: ToolDeps,
  { chat_id: chatId, branch }: BranchInput,
  signal: AbortSignal,
): Promise<Subject> {
  const { url, token, tokenName, client } = getServer(terminal);
  const selected = await selectChat(terminal, chatId);
  if (chatId === undefined) nameAgent(client, selected.chatId);
  return {
    client: createClient({ baseUrl: url, token, tokenName, signal }),
    chatId: selected.chatId,
    choice: branch === undefined ? selected.branch : { branch },
  };
}

export async function readBranch({
  client,
  chatId,
  choice,
}: Subject): Promise<{ chat: Chat; status: DiffStatus | undefined }> {
  const chat = await client.getChat(chatId);
  return { chat, status: findBranch(chat, choice) };
}

/** The branch of a subject, for routes that select it by origin and name. */
export async function selectBranch(
  subject: Subject,
): Promise<{ origin: string; branch: string; status: DiffStatus }> {
  const { chat, status } = await readBranch(subject);
  if (status) return { origin: status.remote_origin, branch: status.git_branch, status };
  const known = chat.diff_statuses.map(({ git_branch: branch }) => toOneLine(branch)).join(', ');
  throw new CommandError(
    known === ''
      ? 'this chat has no branch yet: push one first'
      : `this chat does not track that branch; it tracks ${known}`,
  );
}

/** Returns the result as JSON, and a failure as text that says what to do. */
export async function answer(act: () => Promise<unknown>): Promise<CallToolResult> {
  try {
    const result = await act();
    const text = typeof result === 'string' ? result : formatJson(result, 1);
    return { content: [{ type: 'text', text }] };
  } catch (error) {
    return { isError: true, content: [{ type: 'text', text: toSafeText(formatError(error)) }] };
  }
}
