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
  throw createUnknownCommand(parent, name);
}

/** Commander takes a mistyped name for an argument of the default command of a group. */
export function requireKnownCommand(defaultCommand: Command): void {
  const { parent, args } = defaultCommand;
  const [unknown] = args;
  if (parent === null || unknown === undefined) return;
  if (parent.args[0] !== defaultCommand.name()) throw createUnknownCommand(parent, unknown);
  const message = `\`${getPath(defaultCommand)}\` takes no arguments`;
  throw new CommandError(message, 'usage');
}

function createUnknownCommand(parent: Command, name: string): CommandError {
  const names = parent
    .createHelp()
    .visibleCommands(parent)
    .map((each) => each.name());
  const path = getPath(parent);
  const nearest = findNearestName(name, names);
  const advice =
    nearest === undefined ? ` (see \`${path} --help\`)` : `: did you mean \`${path} ${nearest}\`?`;
  const message = `there is no command \`${path} ${toOneLine(name, 40)}\`${advice}`;
  return new CommandError(message, 'usage');
}

function getPath(command: Command): string {
  return command.parent ? `${getPath(command.parent)} ${command.name()}` : command.name();
}
