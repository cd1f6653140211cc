/** A JSON object whose fields have unchecked types. */
export type Fields = Record<string, unknown>;

/** Undefined when the body is not JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

export function toFields(value: unknown): Fields | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : undefined;
}

export function findFields(fields: Fields | undefined, name: string): Fields | undefined {
  return toFields(fields?.[name]);
}

export function findText(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === 'string' ? value : undefined;
}

export function findCount(fields: Fields | undefined, name: string): number | undefined {
  const value = fields?.[name];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** Undefined unless the value is an array and every item can be parsed. */
export function parseList<Item>(
  value: unknown,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: Item[] = [];
  for (const entry of value) {
    const item = parseItem(entry);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

/** Null when the field is missing or not a boolean. */
export function findFlag(fields: Fields | undefined, name: string): boolean | null {
  const value = fields?.[name];
  return typeof value === 'boolean' ? value : null;
}

/** Null when the field is missing or not a date. */
export function findInstant(fields: Fields | undefined, name: string): Date | null {
  return parseInstant(findText(fields, name) ?? null);
}

/** Cached values pass through JSON, so dates are kept as text until they are used. */
export function parseInstant(text: string | null): Date | null {
  const instant = new Date(text ?? '');
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** An http(s) URL that a browser may open; null for anything else. */
export function findWebUrl(fields: Fields | undefined, name: string): string | null {
  const text = findText(fields, name);
  if (text === undefined || text.length > 2000 || !URL.canParse(text)) return null;
  return /^https?:$/.test(new URL(text).protocol) ? text : null;
}
