import type { Command } from 'commander';
import { runAskpass } from '../askpass.ts';
import { CommandError, toAction } from '../command-action.ts';
import { getAskpassPath } from '../installed-files.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush askpass`: what git runs to get a credential. */
export function addAskpassCommand(program: Command, terminal: Terminal): void {
  program
    .command('askpass [prompt]')
    .description("answer git's question for a credential")
    .option('--path', 'print the program to set as GIT_ASKPASS')
    .action(
      toAction(terminal, async (prompt: string | undefined, { path }: { path?: boolean }) => {
        if (path) return terminal.write(`${getAskpassPath()}\n`);
        if (prompt === undefined) {
          throw new CommandError(
            'Git starts askpass: set GIT_ASKPASS="$(afterpush askpass --path)"',
          );
        }
        process.exitCode = await runAskpass([prompt], terminal.environment);
      }),
    );
}
