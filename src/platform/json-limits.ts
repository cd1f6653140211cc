/** How much structure a JSON text may have. Parsing costs time and memory per value, hardly per byte. */
export interface JsonLimits {
  /** How deeply arrays and objects may be nested. */
  maxDepth: number;
  /** Objects, arrays, and the separators between their parts. */
  maxValues: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const openBrace = 0x7b;
const closeBracket = 0x5d;
const closeBrace = 0x7d;

/**
 * Whether a JSON text can be parsed without stopping the process for long. One pass over the bytes: a few
 * kilobytes of compressed brackets would otherwise take seconds and gigabytes. It says nothing about
 * whether the text is valid.
 */
export function isWithinLimits(
  json: Uint8Array,
  { maxDepth, maxValues }: Readonly<JsonLimits>,
): boolean {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === quote) at = findStringEnd(json, at + 1);
    else if (byte === comma) values += 1;
    else if (byte === openBracket || byte === openBrace) {
      depth += 1;
      values += 1;
    } else if (byte === closeBracket || byte === closeBrace) depth -= 1;
    if (depth > maxDepth || values > maxValues) return false;
  }
  return true;
}

/** The index of the closing quote. */
function findStringEnd(json: Uint8Array, start: number): number {
  let at = start;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
}
