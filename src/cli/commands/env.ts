import type { Command } from 'commander';
import {
  createAgentEnvironment,
  formatShellExports,
  getAskpassPath,
} from '../agent-environment.ts';
import { runAskpass } from '../askpass.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush env`: prints the environment of an agent, for its shell to evaluate. */
export function addEnvCommand(program: Command, terminal: Terminal): void {
  program
    .command('env [chat]')
    .description("print the environment of a chat's agent, with a new token for that chat only")
    .option(
      '--chat <chat>',
      'chat (default: AFTERPUSH_CHAT_ID, or the one that tracks this branch)',
    )
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (named: string | undefined, options: { chat?: string }) => {
        const { chatId } = await resolveChat(terminal, named ?? options.chat);
        const variables = await createAgentEnvironment(getServer(terminal), chatId);
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
