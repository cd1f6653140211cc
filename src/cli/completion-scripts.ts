import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

interface CompletedOption {
  flags: string[];
  description: string;
  takesValue: boolean;
  choices: readonly string[];
}

interface CompletedCommand {
  /** Empty for the program, else `/chats/create`. */
  path: string;
  description: string;
  /** Names of subcommands, and the values of arguments that have a fixed choice. */
  words: readonly string[];
  options: readonly CompletedOption[];
}

/** Writes the script that completes the commands and options of the program. */
export function formatCompletions(program: Command, shell: Shell): string {
  const commands = listCommands(program, '');
  switch (shell) {
    case 'bash':
      return formatBash(commands);
    case 'zsh':
      return formatZsh(commands);
    case 'fish':
      return formatFish(commands);
  }
}

function listCommands(command: Command, path: string): CompletedCommand[] {
  const help = command.createHelp();
  const nested = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const argumentChoices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const own: CompletedCommand = {
    path,
    description: command.description(),
    words: [...nested.map((each) => each.name()), ...argumentChoices],
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
  };
  return [own, ...nested.flatMap((each) => listCommands(each, `${path}/${each.name()}`))];
}

const listPaths = (commands: readonly CompletedCommand[]) =>
  commands.map(({ path }) => path).filter((path) => path !== '');

/** What bash and zsh have in common: finding the command, then its words. */
function formatCases(commands: readonly CompletedCommand[]): string {
  const choices = commands.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .flatMap((option) =>
        option.flags.map((flag) => `    '${path} ${flag}') found='${option.choices.join(' ')}' ;;`),
      ),
  );
  const words = commands.map(
    ({ path, words: names }) => `      '${path} ') found='${names.join(' ')}' ;;`,
  );
  const flags = commands.map(
    ({ path, options }) =>
      `      '${path} -') found='${options.flatMap((option) => option.flags).join(' ')}' ;;`,
  );
  return [
    '  case "$at $previous" in',
    ...choices,
    '    *) case "$at ${current:0:1}" in',
    ...flags,
    "      *' -') ;;",
    '      *) case "$at " in',
    ...words,
    '      esac ;;',
    '    esac ;;',
    '  esac',
  ].join('\n');
}

function formatBash(commands: readonly CompletedCommand[]): string {
  return `# Bash completion: eval "$(afterpush completions bash)"
_afterpush() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at= found= index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$at/\${COMP_WORDS[index]}" in
      ${listPaths(commands).join('|')}) at=$at/\${COMP_WORDS[index]} ;;
    esac
  done
${formatCases(commands)}
  COMPREPLY=($(compgen -W "$found" -- "$current"))
}
complete -o bashdefault -o default -F _afterpush afterpush
`;
}

function formatZsh(commands: readonly CompletedCommand[]): string {
  return `#compdef afterpush
# Zsh completion: eval "$(afterpush completions zsh)", after compinit
_afterpush() {
  local current=\${words[CURRENT]} previous=\${words[CURRENT-1]} at= found= word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      ${listPaths(commands).join('|')}) at=$at/$word ;;
    esac
  done
${formatCases(commands)}
  if [[ -n $found ]]; then compadd -- \${=found}; else _files; fi
}
compdef _afterpush afterpush
`;
}

function formatFish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ path, words, options }) => {
    const start = `complete -c afterpush -n '__afterpush_at "${path}"'`;
    const describe = (name: string) =>
      commands.find((command) => command.path === `${path}/${name}`)?.description ?? '';
    return [
      ...words.map((name) => `${start} -f -a ${name} -d ${quoteFish(describe(name))}`),
      ...options.map((option) => `${start} ${formatFishOption(option)}`),
    ];
  });
  return `# Fish completion: afterpush completions fish | source
function __afterpush_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    switch "$at/$word"
      case ${listPaths(commands).join(' ')}
        set at "$at/$word"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function formatFishOption({ flags, description, takesValue, choices }: CompletedOption): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  const value = choices.length > 0 ? `-x -a '${choices.join(' ')}'` : takesValue ? '-r' : '-f';
  return `${names.join(' ')} ${value} -d ${quoteFish(description)}`;
}

function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
