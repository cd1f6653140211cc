import { Argument, type Command } from 'commander';
import { toAction } from '../command-action.ts';
import { formatCompletions, type Shell, shells } from '../completion-scripts.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush completions`: the script with which a shell completes commands and options. */
export function addCompletionsCommand(program: Command, terminal: Terminal): void {
  program
    .command('completions')
    .description('print the script that completes commands in your shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', '\nFor bash, in ~/.bashrc: eval "$(afterpush completions bash)"')
    .action(
      toAction(terminal, (shell: Shell) => terminal.write(formatCompletions(program, shell))),
    );
}
