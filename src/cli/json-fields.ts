import { CommandError } from './command-action.ts';
import { findNearestName } from './nearest-name.ts';
import { toOneLine } from './safe-text.ts';

/** `--json`, or `--json id,title`. */
export type JsonOption = true | string;

export const jsonFlags = '--json [fields]';
export const jsonDescription =
  'output JSON; only these fields if some are named, separated by commas';

/** The whole content, or the named fields of the object or of each object of the list. */
export function pickJsonFields(content: unknown, json: JsonOption): unknown {
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
