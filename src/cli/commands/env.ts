import type { Command } from 'commander';
import { formatShellExports, getAskpassPath } from '../agent-environment.ts';
import { runAskpass } from '../askpass.ts';
import { CommandError, callAboutChat, getServer, toAction } from '../command-action.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush env`: prints the environment of an agent, for its shell to evaluate. */
export function addEnvCommand(program: Command, terminal: Terminal): void {
  program
    .command('env <chat>')
    .description('print the environment of a chat\'s agent: eval "$(afterpush env my-chat)"')
    .action(
      toAction(terminal, async (chatId: string) => {
        const { url } = getServer(terminal);
        const chat = await callAboutChat(terminal, chatId, (client) =>
          client.getChat(chatId, { wait: 0 }),
        );
        const variables = {
          GIT_ASKPASS: getAskpassPath(),
          AFTERPUSH_CHAT_ID: chat.id,
          AFTERPUSH_URL: url,
        };
        terminal.write(formatShellExports(variables));
      }),
    );
}

/** `afterpush askpass`: git runs it to get a credential. */
export function addAskpassCommand(program: Command, terminal: Terminal): void {
  program
    .command('askpass [prompt]')
    .description('credential helper (run by git)')
    .option('--path', 'print the program to set as GIT_ASKPASS')
    .action(
      toAction(terminal, async (prompt: string | undefined, { path }: { path?: boolean }) => {
        if (path) return terminal.write(`${getAskpassPath()}\n`);
        if (prompt === undefined) {
          throw new CommandError(
            'askpass is run by git: set GIT_ASKPASS="$(afterpush askpass --path)"',
          );
        }
        process.exitCode = await runAskpass([prompt], terminal.environment);
      }),
    );
}
