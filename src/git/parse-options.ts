/** Whether an option stands alone, takes a value, or takes one only behind `=`. */
export type OptionKind = 'flag' | 'value' | 'optional';

export interface OptionTable {
  long: Record<string, OptionKind>;
  /** Short letters by the long name they mean. */
  short: Record<string, string>;
}

export interface ParsedOptions {
  /** The last value of each option; true without a value, false when negated. */
  values: Map<string, string | boolean>;
  positionals: string[];
}

/**
 * Reads arguments by the rules of git's own parser: bundled short options, unique abbreviations of
 * long ones, `--no-` negation, options behind positionals, `--`. Undefined for what git refuses too.
 */
export function parseOptions(
  args: readonly string[],
  table: OptionTable,
): ParsedOptions | undefined {
  const parsed: ParsedOptions = { values: new Map(), positionals: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--' || arg === '--end-of-options') {
      parsed.positionals.push(...rest);
      return parsed;
    }
    const isUnderstood = arg.startsWith('--')
      ? takeLong(arg, rest, table, parsed)
      : arg.startsWith('-') && arg !== '-'
        ? takeShort(arg, rest, table, parsed)
        : parsed.positionals.push(arg) > 0;
    if (!isUnderstood) return undefined;
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
