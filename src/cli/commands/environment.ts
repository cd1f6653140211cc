import type { Command } from 'commander';
import { getServer, toAction } from '../command-action.ts';
import { getAskpassPath } from '../installed-files.ts';
import { toShellExports } from '../shell-exports.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush env`: what the shell of an agent needs, to be evaluated by it. */
export function addEnvironmentCommand(program: Command, terminal: Terminal): void {
  program
    .command('env <chat>')
    .description('print what the agent of a chat needs: eval "$(afterpush env my-chat)"')
    .action(
      toAction(terminal, async (chatId: string) => {
        const { url, client } = getServer(terminal);
        const chat = await client.getChat(chatId, { wait: 0 });
        const variables = {
          GIT_ASKPASS: getAskpassPath(),
          AFTERPUSH_CHAT_ID: chat.id,
          AFTERPUSH_URL: url,
        };
        terminal.write(toShellExports(variables));
      }),
    );
}
