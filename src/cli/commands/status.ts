import type { Command } from 'commander';
import { callAboutChat, getServer, listAllChats, toAction, writeJson } from '../command-action.ts';
import { formatStatusTable } from '../status-table.ts';
import type { Terminal } from '../terminal.ts';
import { watchEvents } from '../watch-events.ts';

interface StatusOptions {
  json?: boolean;
  watch?: boolean;
}

/** `afterpush status`: all chats with their branches and pull requests. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('show the chats with their branches and pull requests')
    .option('--json', 'output JSON')
    .option('--watch', 'keep running and redraw on changes')
    .action(
      toAction(terminal, async (options: StatusOptions) => {
        const show = () => showStatus(terminal, options);
        await show();
        if (options.watch) await watchEvents(getServer(terminal), show, terminal.stopped);
      }),
    );
}

async function showStatus(terminal: Terminal, { json, watch }: StatusOptions): Promise<void> {
  const chats = await listAllChats(getServer(terminal).client);
  if (json) return writeJson(terminal, chats);
  // Cursor home and clear screen, so that the table stays in place.
  const clear = watch && terminal.columns !== undefined ? '\x1b[H\x1b[2J' : '';
  terminal.write(clear + (await formatStatusTable(chats, terminal, new Date())));
}

/** `afterpush refresh`: refreshes a chat from its forge now and shows the result. */
export function addRefreshCommand(program: Command, terminal: Terminal): void {
  program
    .command('refresh <chat>')
    .description("refresh a chat's branches from the forge now")
    .option('--json', 'output JSON')
    .action(
      toAction(terminal, async (chatId: string, { json }: { json?: boolean }) => {
        const chat = await callAboutChat(terminal, chatId, (client) => client.refreshChat(chatId));
        if (json) return writeJson(terminal, chat);
        terminal.write(await formatStatusTable([chat], terminal, new Date()));
      }),
    );
}
