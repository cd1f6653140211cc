import type { Label } from '../../domain/diff-status.ts';
import { findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

/** Gitea leaves out the `#` of a color. Null when they cannot be read. */
export function parseLabels(value: unknown): Label[] | null {
  const labels = parseList(value ?? [], (entry) => {
    const fields = toFields(entry);
    const name = findText(fields, 'name');
    if (name === undefined) return undefined;
    const [, color] = /^#?([0-9a-f]{6})$/i.exec(findText(fields, 'color') ?? '') ?? [];
    return { name: toPlainText(name, 200), color: color ? `#${color.toLowerCase()}` : null };
  });
  return labels ?? null;
}
