import type { Command } from 'commander';
import { findNearestName } from '../../contract/nearest-name.ts';
import { CommandError, toAction } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush help [command...]`, and the help of a group that is run without a subcommand. */
export function addHelpCommand(program: Command, terminal: Terminal): void {
  for (const group of [program, ...program.commands]) group.helpCommand(false);
  program
    .command('help [command...]')
    .description('show the help of a command')
    .action(toAction(terminal, (names: string[]) => findCommand(program, names).outputHelp()));
  for (const group of program.commands) addToGroup(group, terminal);
}

function addToGroup(group: Command, terminal: Terminal): void {
  if (group.commands.length === 0) return;
  group
    .command('help [command]', { hidden: true })
    .action(
      toAction(terminal, (name: string | undefined) =>
        findCommand(group, name === undefined ? [] : [name]).outputHelp(),
      ),
    );
}

function findCommand(parent: Command, [name, ...others]: readonly string[]): Command {
  if (name === undefined) return parent;
  const found = parent.commands.find((each) => each.name() === name);
  if (found) return findCommand(found, others);
  const names = parent
    .createHelp()
    .visibleCommands(parent)
    .map((each) => each.name());
  const nearest = findNearestName(name, names);
  const advice = nearest === undefined ? '' : `: did you mean \`${getPath(parent)} ${nearest}\`?`;
  throw new CommandError(
    `there is no command \`${getPath(parent)} ${toOneLine(name, 40)}\`${advice}`,
    'usage',
  );
}

function getPath(command: Command): string {
  return command.parent ? `${getPath(command.parent)} ${command.name()}` : command.name();
}
