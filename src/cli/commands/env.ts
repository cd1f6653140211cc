import type { Command } from 'commander';
import {
  createAgentEnvironment,
  formatShellExports,
  getAskpassPath,
} from '../agent-environment.ts';
import { runAskpass } from '../askpass.ts';
import { CommandError, callAboutChat, getServer, toAction } from '../command-action.ts';
import { findChatId } from '../connection.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush env`: prints the environment of an agent, for its shell to evaluate. */
export function addEnvCommand(program: Command, terminal: Terminal): void {
  program
    .command('env [chat]')
    .description("print the environment of a chat's agent, with a new token for that chat only")
    .option('--chat <id>', 'chat (default: AFTERPUSH_CHAT_ID)')
    .action(
      toAction(terminal, async (named: string | undefined, options: { chat?: string }) => {
        const chatId = named ?? options.chat ?? findChatId(terminal.environment);
        if (!chatId) throw new CommandError('no chat given: see `afterpush chats list`', 'usage');
        const { url } = getServer(terminal);
        const variables = await callAboutChat(terminal, chatId, (client) =>
          createAgentEnvironment({ url, client }, chatId),
        );
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
            'usage',
          );
        }
        process.exitCode = await runAskpass([prompt], terminal.environment);
      }),
    );
}
