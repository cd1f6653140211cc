/** The parsed arguments of `git push`. */
export interface PushArguments {
  repository: string | undefined;
  /** Without tags. */
  refspecs: string[];
  /** `configured`: without a refspec, the configuration decides. */
  scope: 'refspecs' | 'configured' | 'every_branch' | 'nothing';
}

const pushOptions: OptionTable = {
  long: {
    verbose: 'flag',
    quiet: 'flag',
    repo: 'value',
    all: 'flag',
    branches: 'flag',
    mirror: 'flag',
    delete: 'flag',
    tags: 'flag',
    'dry-run': 'flag',
    porcelain: 'flag',
    force: 'flag',
    'force-with-lease': 'optional',
    'force-if-includes': 'flag',
    'recurse-submodules': 'value',
    thin: 'flag',
    'receive-pack': 'value',
    exec: 'value',
    'set-upstream': 'flag',
    progress: 'flag',
    prune: 'flag',
    verify: 'flag',
    'follow-tags': 'flag',
    signed: 'optional',
    atomic: 'flag',
    'push-option': 'value',
    ipv4: 'flag',
    ipv6: 'flag',
  },
  short: {
    v: 'verbose',
    q: 'quiet',
    d: 'delete',
    n: 'dry-run',
    f: 'force',
    u: 'set-upstream',
    o: 'push-option',
    '4': 'ipv4',
    '6': 'ipv6',
  },
};

/** Parses the arguments after `git push`; undefined for arguments that git rejects. */
export function parsePushArguments(args: readonly string[]): PushArguments | undefined {
  const parsed = parseOptions(args, pushOptions);
  if (!parsed) return undefined;
  const [first, ...given] = parsed.positionals;
  const repo = parsed.values.get('repo');
  const repository = first ?? (typeof repo === 'string' ? repo : undefined);
  const refspecs = withoutTags(given);
  return { repository, refspecs, scope: getScope(parsed, given) };
}

function getScope({ values }: ParsedOptions, given: readonly string[]): PushArguments['scope'] {
  const isOn = (name: string) => values.get(name) === true;
  if (isOn('dry-run') || isOn('delete')) return 'nothing';
  if (values.get('recurse-submodules') === 'only') return 'nothing';
  if (isOn('all') || isOn('branches') || isOn('mirror')) return 'every_branch';
  if (given.length > 0) return 'refspecs';
  return isOn('tags') ? 'nothing' : 'configured';
}

/** Drops tags: `git push origin tag v1` names a tag with two arguments. */
function withoutTags(given: readonly string[]): string[] {
  const refspecs: string[] = [];
  for (let index = 0; index < given.length; index += 1) {
    if (given[index] === 'tag') index += 1;
    else refspecs.push(given[index] ?? '');
  }
  return refspecs;
}

/** An option without a value, with one, or with an optional one after `=`. */
type OptionKind = 'flag' | 'value' | 'optional';

interface OptionTable {
  long: Record<string, OptionKind>;
  /** Maps short options to long ones. */
  short: Record<string, string>;
}

interface ParsedOptions {
  /** The last value of each option; true without a value, false when negated. */
  values: Map<string, string | boolean>;
  positionals: string[];
}

/**
 * Parses arguments like git: bundled short options, unique abbreviations of long ones, `--no-` negation,
 * options after positionals, `--`. Undefined for arguments that git rejects.
 */
function parseOptions(args: readonly string[], table: OptionTable): ParsedOptions | undefined {
  const parsed: ParsedOptions = { values: new Map(), positionals: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--' || arg === '--end-of-options') {
      parsed.positionals.push(...rest);
      return parsed;
    }
    const isValid = arg.startsWith('--')
      ? takeLong(arg, rest, table, parsed)
      : arg.startsWith('-') && arg !== '-'
        ? takeShort(arg, rest, table, parsed)
        : parsed.positionals.push(arg) > 0;
    if (!isValid) return undefined;
  }
  return parsed;
}

function takeLong(arg: string, rest: string[], table: OptionTable, parsed: ParsedOptions): boolean {
  const [, written = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
  const name = findName(written, table);
  if (name !== undefined) return setOption(name, value, rest, table, parsed);
  const negated = written.startsWith('no-') ? findName(written.slice(3), table) : undefined;
  if (negated === undefined) return false;
  parsed.values.set(negated, false);
  return true;
}

function findName(written: string, table: OptionTable): string | undefined {
  if (Object.hasOwn(table.long, written)) return written;
  const names = Object.keys(table.long).filter((name) => name.startsWith(written));
  return names.length === 1 ? names[0] : undefined;
}

function takeShort(
  arg: string,
  rest: string[],
  table: OptionTable,
  parsed: ParsedOptions,
): boolean {
  for (let index = 1; index < arg.length; index += 1) {
    const name = Object.hasOwn(table.short, arg[index] ?? '')
      ? table.short[arg[index] ?? '']
      : undefined;
    if (name === undefined) return false;
    if (table.long[name] === 'value') {
      return setOption(name, arg.slice(index + 1) || undefined, rest, table, parsed);
    }
    parsed.values.set(name, true);
  }
  return true;
}

function setOption(
  name: string,
  value: string | undefined,
  rest: string[],
  table: OptionTable,
  parsed: ParsedOptions,
): boolean {
  if (value !== undefined && table.long[name] === 'flag') return false;
  const taken = table.long[name] === 'value' ? (value ?? rest.shift()) : (value ?? true);
  if (taken === undefined) return false;
  parsed.values.set(name, taken);
  return true;
}
