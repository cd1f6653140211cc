import type { Command } from 'commander';
import { getServer, toAction } from '../command-action.ts';
import { toStatusTable } from '../status-table.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush refresh`: asks the forge now and shows what it said. */
export function addRefreshCommand(program: Command, terminal: Terminal): void {
  program
    .command('refresh <chat>')
    .description('ask the forge about the branches of a chat now')
    .option('--json', 'print the chat as the API answers it')
    .action(
      toAction(terminal, async (chatId: string, { json }: { json?: boolean }) => {
        const chat = await getServer(terminal).client.refreshChat(chatId);
        const shown = json
          ? `${JSON.stringify(chat, null, 2)}\n`
          : toStatusTable([chat], terminal, new Date());
        terminal.write(shown);
      }),
    );
}
