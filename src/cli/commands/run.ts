import type { Command } from 'commander';

const example = `
For example: afterpush run --title "Fix the login test" -- claude
The exit code is that of the command, or 128 + n after signal n.`;

/** `afterpush run`: its help. Arguments that are complete never get here (`bin.ts`). */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .usage('[--title <title>] -- <command...>')
    .description('run an agent in the chat of this clone, with a token for that chat only')
    .option('--title <title>', 'title of the chat (default: the branch checked out here)')
    .addHelpText('after', example)
    .action(() => command.error('error: no command given: afterpush run -- <command>'));
}
