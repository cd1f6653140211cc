import type { Command } from 'commander';
import type { Chat, ListChats } from '../../contract/chat.ts';
import { longestSnoozeMs } from '../../contract/snooze.ts';
import { parseDuration } from '../../platform/duration.ts';
import { createAgentEnvironment, formatShellExports } from '../agent-environment.ts';
import { findChat, resolveChat, selectorHelp } from '../chat-selector.ts';
import { CommandError, getServer, listAllChats, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import { formatInstant } from '../status-cells.ts';
import { type Cell, formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface CreateOptions {
  id?: string;
  title?: string;
  workspace?: string;
  agent?: string;
  json?: JsonOption;
}

interface ListOptions {
  prStatus?: string;
  repo?: string;
  search?: string;
  archived?: boolean;
  json?: JsonOption;
}

/** `afterpush chats create | list | archive | unarchive | snooze | wake | delete | tokens | end-token`. */
export function addChatsCommands(program: Command, terminal: Terminal): void {
  const chats = program.command('chats').description('create and list chats');
  chats
    .command('create')
    .description('create a chat; prints the environment of its agent, for a shell to evaluate')
    .option('--id <id>', 'use this id (repeating it returns the same chat)')
    .option('--title <title>')
    .option('--workspace <id>', 'workspace of the chat')
    .option('--agent <name>', 'the agent that works in the chat, such as Codex')
    .option(jsonFlags, jsonDescription)
    .action(toAction(terminal, (options: CreateOptions) => createChat(terminal, options)));
  chats
    .command('list')
    .description('list chats')
    .option(
      '--pr-status <states>',
      'draft, open, merged, closed or none; separate several with commas',
    )
    .option('--repo <text>', 'part of the remote origin')
    .option('--search <text>', 'part of a title, branch or number')
    .option('--archived', 'include archived chats')
    .option(jsonFlags, jsonDescription)
    .action(toAction(terminal, (options: ListOptions) => listChats(terminal, options)));
  chats
    .command('archive [chat]')
    .description('archive a chat and stop checking its branches')
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined) => {
        const { chatId } = await resolveChat(terminal, selector, { byTitle: false });
        await getServer(terminal).client.updateChat(chatId, { archived: true });
      }),
    );
  chats
    .command('unarchive [chat]')
    .description('list an archived chat again and check its branches')
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined) => {
        const { chatId } = await resolveChat(terminal, selector, { byTitle: false });
        await getServer(terminal).client.updateChat(chatId, { archived: false });
      }),
    );
  addSnoozeCommands(chats, terminal);
  chats
    .command('delete [chat]')
    .description('delete a chat and its tracked branches')
    .option('--yes', 'delete without a confirmation')
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined, { yes }: { yes?: boolean }) => {
        const { chat } = await findChat(terminal, selector, { byTitle: false });
        if (!yes && !(await isDeletionConfirmed(terminal, chat))) {
          return terminal.writeError('Nothing was deleted.\n');
        }
        await getServer(terminal).client.deleteChat(chat.id);
      }),
    );
  addTokenCommands(chats, terminal);
}

interface SnoozeOptions {
  for?: string;
  until?: string;
}

function addSnoozeCommands(chats: Command, terminal: Terminal): void {
  chats
    .command('snooze [chat]')
    .description('leave a chat out of the board for a while, or until something happens with it')
    .option('--for <duration>', 'how long, such as 30m, 2h or 3d')
    .option('--until <instant>', 'until when, such as 2026-12-01T09:00')
    .addHelpText('after', snoozeHelp + selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined, options: SnoozeOptions) => {
        const { client } = getServer(terminal);
        const readEnd = parseSnoozeEnd(options);
        const { chatId } = await resolveChat(terminal, selector, { byTitle: false });
        // The clock of the client follows its responses.
        await client.getChat(chatId, { wait: 0 });
        const until = readEnd(client.now()).toISOString();
        const { snoozed_until: stored } = await client.updateChat(chatId, { snoozed_until: until });
        if (stored) terminal.writeError(`Snoozed until ${formatInstant(stored, terminal)}\n`);
      }),
    );
  chats
    .command('wake [chat]')
    .description('show a snoozed chat on the board again')
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined) => {
        const { chatId } = await resolveChat(terminal, selector, { byTitle: false });
        await getServer(terminal).client.updateChat(chatId, { snoozed_until: null });
      }),
    );
}

const snoozeHelp = `
Its branches are still checked. It wakes earlier when a branch comes to need you, the head of a pull request moves, or a
comment arrives. \`afterpush status is:snoozed\` lists what is snoozed.`;

/** The end by the clock of the server. */
function parseSnoozeEnd({ for: given, until }: SnoozeOptions): (nowMs: number) => Date {
  if ((given === undefined) === (until === undefined)) {
    throw new CommandError('give either --for <duration> or --until <instant>', 'usage');
  }
  if (given !== undefined) {
    const ms = parseDuration(given);
    if (ms !== undefined && ms > 0 && ms <= longestSnoozeMs) return (nowMs) => new Date(nowMs + ms);
    const shown = toOneLine(given, 40);
    throw new CommandError(
      `--for must be a duration of at most a year, like 2h, not "${shown}"`,
      'usage',
    );
  }
  const end = new Date(until ?? '');
  if (!Number.isNaN(end.getTime())) return () => end;
  const shown = toOneLine(until ?? '', 40);
  throw new CommandError(
    `--until must be an instant like 2026-12-01T09:00, not "${shown}"`,
    'usage',
  );
}

/** The tokens of a chat's agents. Their secrets are printed by `create` and `env` only. */
function addTokenCommands(chats: Command, terminal: Terminal): void {
  chats
    .command('tokens [chat]')
    .description("list the tokens of a chat's agents")
    .option(jsonFlags, jsonDescription)
    .action(
      toAction(terminal, async (selector: string | undefined, { json }: { json?: JsonOption }) => {
        const { chatId } = await resolveChat(terminal, selector);
        const { tokens } = await getServer(terminal).client.listChatTokens(chatId);
        if (json) return writeJson(terminal, tokens, json);
        const columns = [{ title: 'ID' }, { title: 'CREATED' }, { title: 'LAST USED' }];
        const cells = tokens.map((token) => [
          { text: toOneLine(token.id) },
          { text: formatInstant(token.created_at, terminal) },
          { text: token.last_used_at ? formatInstant(token.last_used_at, terminal) : 'never' },
        ]);
        terminal.write(await formatTable(columns, cells, terminal));
      }),
    );
  chats
    .command('end-token <chat> <id>')
    .description("end a token of a chat's agent")
    .action(
      toAction(terminal, async (selector: string, id: string) => {
        const { chatId } = await resolveChat(terminal, selector, { byTitle: false });
        await getServer(terminal).client.endChatToken(chatId, id);
      }),
    );
}

async function isDeletionConfirmed({ confirm }: Terminal, chat: Chat): Promise<boolean> {
  const count = chat.diff_statuses.length;
  const branches = `${count} tracked branch${count === 1 ? '' : 'es'}`;
  const name = `${chat.id}${chat.title === '' ? '' : ` (${chat.title})`}`;
  if (confirm) return confirm(toOneLine(`Delete chat ${name} and its ${branches}?`, 1_000));
  throw new CommandError(
    'not a terminal, so nothing was deleted: add --yes to delete without a confirmation',
    'usage',
  );
}

async function createChat(terminal: Terminal, options: CreateOptions): Promise<void> {
  const { id, title, workspace, agent, json } = options;
  const server = getServer(terminal);
  const chat = await server.client.createChat({
    ...(id === undefined ? {} : { id }),
    ...(title === undefined ? {} : { title }),
    ...(workspace === undefined ? {} : { workspace_id: workspace }),
    ...(agent === undefined ? {} : { agent }),
  });
  if (json) return writeJson(terminal, chat, json);
  terminal.writeError(`Created chat ${toOneLine(chat.id)}\n`);
  terminal.write(formatShellExports(await createAgentEnvironment(server, chat.id)));
}

async function listChats(terminal: Terminal, options: ListOptions): Promise<void> {
  checkStates(options.prStatus);
  const query: ListChats = {
    ...(options.prStatus === undefined ? {} : { pr_status: options.prStatus }),
    ...(options.repo === undefined ? {} : { repo: options.repo }),
    ...(options.search === undefined ? {} : { q: options.search }),
    ...(options.archived ? { archived: 'all' as const } : {}),
  };
  const chats = await listAllChats(getServer(terminal).client, query);
  if (options.json) return writeJson(terminal, chats, options.json);
  if (chats.length === 0) return terminal.writeError('No chats found.\n');
  const columns = [{ title: 'ID' }, { title: 'TITLE', minWidth: 12 }, { title: 'WORKSPACE' }];
  terminal.write(await formatTable(columns, chats.map(toCells), terminal));
}

function toCells(chat: Chat): Cell[] {
  const state = chat.archived ? ' (archived)' : chat.snoozed_until ? ' (snoozed)' : '';
  const title = chat.title + state;
  return [{ text: chat.id }, { text: title }, { text: chat.workspace_id ?? '' }];
}

const states = ['draft', 'open', 'merged', 'closed', 'none'];

function checkStates(given: string | undefined): void {
  if (given === undefined || given.split(',').every((state) => states.includes(state))) return;
  throw new CommandError('--pr-status must be draft, open, merged, closed or none', 'usage');
}
