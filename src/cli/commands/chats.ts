import type { Command } from 'commander';
import type { Chat, ListChats } from '../../contract/chat.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { getAskpassPath } from '../installed-files.ts';
import { listEveryChat } from '../list-every-chat.ts';
import { toOneLine } from '../one-line.ts';
import { toShellExports } from '../shell-exports.ts';
import { type Cell, toTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface CreateOptions {
  id?: string;
  title?: string;
  workspace?: string;
  json?: boolean;
}

interface ListOptions {
  prStatus?: string;
  repo?: string;
  search?: string;
  archived?: boolean;
  json?: boolean;
}

/** `afterpush chats create | list | archive | delete`. */
export function addChatsCommands(program: Command, terminal: Terminal): void {
  const chats = program.command('chats').description('create and list chats');
  chats
    .command('create')
    .description('create a chat; prints its id and what its agent needs in the environment')
    .option('--id <id>', 'an id of your own; the same id again gives the same chat')
    .option('--title <title>')
    .option('--workspace <id>', 'the workspace that the chat runs in')
    .option('--json', 'print the chat as the API answers it')
    .action(toAction(terminal, (options: CreateOptions) => createChat(terminal, options)));
  chats
    .command('list')
    .description('list chats')
    .option('--pr-status <states>', 'draft, open, merged, closed, none; several with commas')
    .option('--repo <text>', 'part of the remote origin')
    .option('--search <text>', 'part of a title, branch or number')
    .option('--archived', 'archived ones too')
    .option('--json', 'print the chats as the API answers them')
    .action(toAction(terminal, (options: ListOptions) => listChats(terminal, options)));
  chats
    .command('archive <chat>')
    .description('archive a chat: its branches are not looked at any more')
    .action(
      toAction(terminal, async (chatId: string) => {
        await getServer(terminal).client.updateChat(chatId, { archived: true });
      }),
    );
  chats
    .command('delete <chat>')
    .description('delete a chat and what is known of its branches')
    .action(
      toAction(terminal, async (chatId: string) => {
        await getServer(terminal).client.deleteChat(chatId);
      }),
    );
}

async function createChat(terminal: Terminal, options: CreateOptions): Promise<void> {
  const { id, title, workspace, json } = options;
  const chat = await getServer(terminal).client.createChat({
    ...(id === undefined ? {} : { id }),
    ...(title === undefined ? {} : { title }),
    ...(workspace === undefined ? {} : { workspace_id: workspace }),
  });
  if (json) return writeJson(terminal, chat);
  const variables = { GIT_ASKPASS: getAskpassPath(), AFTERPUSH_CHAT_ID: chat.id };
  terminal.write(`${chat.id}\n${toShellExports(variables)}`);
}

async function listChats(terminal: Terminal, options: ListOptions): Promise<void> {
  const query: ListChats = {
    ...(options.prStatus === undefined ? {} : { pr_status: options.prStatus }),
    ...(options.repo === undefined ? {} : { repo: options.repo }),
    ...(options.search === undefined ? {} : { q: options.search }),
    ...(options.archived ? { archived: 'all' as const } : {}),
  };
  const chats = await listEveryChat(getServer(terminal).client, query);
  if (options.json) return writeJson(terminal, chats);
  if (chats.length === 0) throw new CommandError('No chats found');
  const columns = [{ title: 'ID' }, { title: 'TITLE', narrowest: 12 }, { title: 'WORKSPACE' }];
  terminal.write(toTable(columns, chats.map(toCells), terminal));
}

function toCells(chat: Chat): Cell[] {
  const title = toOneLine(chat.title) + (chat.archived ? ' (archived)' : '');
  return [{ text: chat.id }, { text: title }, { text: chat.workspace_id ?? '' }];
}

function writeJson(terminal: Terminal, content: unknown): void {
  terminal.write(`${JSON.stringify(content, null, 2)}\n`);
}
