import type { Command } from 'commander';
import { findNearestName } from '../contract/nearest-name.ts';
import { CommandError } from './command-action.ts';
import { endWithNewline, formatJson, toOneLine, toSafeOutput } from './safe-text.ts';
import type { JsonQuery, Terminal } from './terminal.ts';

/** `--json`, or `--json id,title`. */
export type JsonOption = true | string;

export const jsonFlags = '--json [fields]';
export const jsonDescription =
  'output JSON; only these fields if some are named, separated by commas';

/** Gives every command with `--json` the options that select from its JSON, which imply `--json`. */
export function addJsonQueries(program: Command, terminal: Terminal): void {
  addTo(program);
  program.hook('preAction', (_program, command) => {
    const { jq, template, json } = command.opts<JsonQuery & { json?: JsonOption }>();
    if (jq === undefined && template === undefined) return;
    if (jq !== undefined && template !== undefined) {
      command.error('error: --jq and --template cannot be used together');
    }
    if (json === undefined) command.setOptionValue('json', true);
    terminal.jsonQuery = {
      ...(jq !== undefined && { jq }),
      ...(template !== undefined && { template }),
    };
  });
}

function addTo(command: Command): void {
  if (command.options.some(({ long }) => long === '--json')) {
    command
      .option('--jq <filter>', 'print what this jq filter selects from the JSON')
      .option('--template <text>', 'format the JSON with this Liquid template');
  }
  for (const nested of command.commands) addTo(nested);
}

/** Prints the content, or what the fields and the query of the command line select from it. */
export async function writeJson(
  terminal: Terminal,
  content: unknown,
  json: JsonOption,
  indentation = 2,
): Promise<void> {
  const picked = pickFields(content, json);
  const { jq, template } = terminal.jsonQuery ?? {};
  if (jq !== undefined) terminal.write(await runFilter(picked, jq));
  else if (template !== undefined) terminal.write(await formatByTemplate(picked, template));
  else terminal.write(formatJson(picked, indentation));
}

/** The whole content, or the named fields of the object or of each object of the list. */
function pickFields(content: unknown, json: JsonOption): unknown {
  if (json === true) return content;
  const objects = (Array.isArray(content) ? content : [content]) as Record<string, unknown>[];
  const known = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const names = json.split(',').map((name) => name.trim());
  // An empty list names no field, so every name may be right.
  const unknown = objects.length > 0 ? names.find((name) => !known.includes(name)) : undefined;
  if (unknown !== undefined) throw createUnknownField(unknown, known);
  const picked = objects.map((object) =>
    Object.fromEntries(names.map((name) => [name, object[name]])),
  );
  return Array.isArray(content) ? picked : picked[0];
}

function createUnknownField(given: string, known: readonly string[]): CommandError {
  const nearest = findNearestName(given, known);
  const advice = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return new CommandError(
    `there is no field "${toOneLine(given, 60)}" (a chat or a check goes before --json).${advice} Fields: ${toOneLine(known.toSorted().join(', '), 2_000)}`,
    'usage',
  );
}

/** As `gh` does it: strings without quotes, other values on one line each. */
async function runFilter(content: unknown, filter: string): Promise<string> {
  // Loaded only when it is used: it is larger than the rest of the command line.
  const { default: jq } = await import('jq-wasm');
  try {
    const output = await jq.raw(JSON.stringify(content), filter, ['-r', '-c']);
    return endWithNewline(toSafeOutput(output));
  } catch (error) {
    throw new CommandError(`--jq: ${formatReason(error)}`);
  }
}

async function formatByTemplate(content: unknown, template: string): Promise<string> {
  // Loaded only when it is used.
  const { renderTemplate } = await import('./render-template.ts');
  try {
    return endWithNewline(toSafeOutput(await renderTemplate(content, template)));
  } catch (error) {
    throw new CommandError(`--template: ${formatReason(error)}`);
  }
}

function formatReason(error: unknown): string {
  return toOneLine(error instanceof Error ? error.message : String(error), 1_000);
}
