import { isWithinLimits, type JsonLimits } from '../../platform/json-limits.ts';

/** A JSON object whose fields have unchecked types. */
export type Fields = Record<string, unknown>;

/**
 * A forge's largest responses have about 80,000 values in 12 levels: 50 pull requests by GraphQL with 100
 * reviews and labels each, a page of 100 pull requests by REST, a diff of 10,000 lines in JSON.
 */
export const forgeJsonLimits: JsonLimits = { maxDepth: 64, maxValues: 150_000 };

/** Whether parsing the body would not stop the process for long. */
export function isParsable(body: Buffer): boolean {
  return isWithinLimits(body, forgeJsonLimits);
}

/**
 * Undefined when the body is not JSON, or when parsing it would stop the process for long. The only door
 * for a forge's JSON: no text behind it has a NUL character or half of a surrogate pair, which no
 * database stores.
 */
export function parseJson(body: Buffer): unknown {
  if (!isParsable(body)) return undefined;
  const json = body.toString('utf8');
  try {
    const value: unknown = JSON.parse(json);
    return unstorableEscape.test(json) ? cleanTexts(value) : value;
  } catch {
    return undefined;
  }
}

/** Such characters can only come from escapes: decoding UTF-8 replaces half of a pair. */
const unstorableEscape = /\\u(?:0000|d[89a-f])/i;

function cleanTexts(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanTexts);
  const fields = toFields(value);
  if (!fields) return value;
  for (const [name, part] of Object.entries(fields)) fields[name] = cleanTexts(part);
  return fields;
}

/** A NUL character becomes a control character that can be stored: both are shown as a space. */
function cleanText(text: string): string {
  return text.replaceAll('\0', '\x01').replace(/\p{Surrogate}/gu, '\ufffd');
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

/** The largest number that a column of the database holds. */
const maxCount = 2 ** 31 - 1;

/** A count or the number of a pull request. A larger value than the database holds counts as missing. */
export function findCount(fields: Fields | undefined, name: string): number | undefined {
  const value = findInteger(fields, name);
  return value !== undefined && value <= maxCount ? value : undefined;
}

/** An id or an instant, which may be larger than a count. */
export function findInteger(fields: Fields | undefined, name: string): number | undefined {
  const value = fields?.[name];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** The most labels or requested reviewers that are read: a row stores the first hundred of them. */
export const maxNames = 1_000;

/** Undefined unless the value is an array and every item, up to `maxItems`, can be parsed. */
export function parseList<Item>(
  value: unknown,
  parseItem: (item: unknown) => Item | undefined,
  maxItems = Number.POSITIVE_INFINITY,
): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: Item[] = [];
  for (const entry of value.slice(0, maxItems)) {
    const item = parseItem(entry);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

/** Forges list a deleted account as null. Anything that is no list stays as it is. */
export function withoutNulls(value: unknown): unknown {
  return Array.isArray(value) ? value.filter((entry) => entry !== null) : value;
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
