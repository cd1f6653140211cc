import type { Command } from 'commander';
import { getServer, toAction } from '../command-action.ts';
import { listEveryChat } from '../list-every-chat.ts';
import { toStatusTable } from '../status-table.ts';
import type { Terminal } from '../terminal.ts';
import { watchEvents } from '../watch-events.ts';

/** `afterpush status`: all chats with their branches and pull requests. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('show the chats with their branches and pull requests')
    .option('--json', 'print the chats as the API answers them')
    .option('--watch', 'stay, and show every change')
    .action(
      toAction(terminal, async (options: { json?: boolean; watch?: boolean }) => {
        const show = () => showStatus(terminal, options);
        await show();
        if (options.watch) await watchEvents(getServer(terminal), show, terminal.stopped);
      }),
    );
}

async function showStatus(
  terminal: Terminal,
  { json, watch }: { json?: boolean; watch?: boolean },
): Promise<void> {
  const chats = await listEveryChat(getServer(terminal).client);
  if (json) return terminal.write(`${JSON.stringify(chats, null, 2)}\n`);
  // Home and clear, so that the table stays in place.
  const clear = watch && terminal.columns !== undefined ? '\x1b[H\x1b[2J' : '';
  terminal.write(clear + toStatusTable(chats, terminal, new Date()));
}
