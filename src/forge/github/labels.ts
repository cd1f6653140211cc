import type { Label } from '../../domain/diff-status.ts';
import { findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

/** In the order of their names, because GitHub's two APIs have orders of their own. */
export function parseLabels(list: unknown): Label[] | undefined {
  return parseList(list, parseLabel)?.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function parseLabel(entry: unknown): Label | undefined {
  const fields = toFields(entry);
  const name = findText(fields, 'name');
  if (name === undefined) return undefined;
  const color = findText(fields, 'color') ?? '';
  const isColor = /^[0-9a-f]{6}$/i.test(color);
  return { name: toPlainText(name, 100), color: isColor ? `#${color.toLowerCase()}` : null };
}
