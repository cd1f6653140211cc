import { EditProblem, toPosition } from './edit-problem.ts';
import type { JsonItem, JsonNode } from './json-node.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Comparing values takes a call for each level. */
const mostDepth = 1_000;
const tooDeep = `this is nested more than ${mostDepth} levels deep`;

/**
 * The tree of a text that `JSON.parse` accepts; undefined for any other. It is read only where somebody
 * looks, because Claude Code's file can be megabytes and an edit concerns a few members of it.
 */
export function parseStrictJson(text: string): JsonNode | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return toNode(text, skipSpace(text, 0), text.trimEnd().length, () => value);
}

function toNode(
  text: string,
  start: number,
  end: number,
  evaluate: () => unknown = () => JSON.parse(text.slice(start, end)),
): JsonNode {
  let items: JsonItem[] | undefined;
  const first = text.charCodeAt(start);
  const type = first === openBrace ? 'Object' : first === openBracket ? 'Array' : 'Value';
  return {
    type,
    text,
    start,
    end,
    evaluate,
    listItems: () => (items ??= type === 'Value' ? [] : readItems(text, start, type)),
  };
}

function readItems(text: string, start: number, type: 'Object' | 'Array'): JsonItem[] {
  const items: JsonItem[] = [];
  let at = skipSpace(text, start + 1);
  while (!isClosing(text.charCodeAt(at))) {
    const itemStart = at;
    let name: string | undefined;
    if (type === 'Object') {
      const nameEnd = skipString(text, at);
      const source = text.slice(at, nameEnd);
      name = source.includes('\\') ? (JSON.parse(source) as string) : source.slice(1, -1);
      at = skipSpace(text, nameEnd);
      if (text.charCodeAt(at) === colon) at = skipSpace(text, at + 1);
    }
    const end = skipValue(text, at);
    items.push({ name, start: itemStart, end, value: toNode(text, at, end) });
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1);
  }
  return items;
}

function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text.charCodeAt(at);
    if (character === quote) at = skipString(text, at);
    else if (character === openBrace || character === openBracket) {
      depth += 1;
      at += 1;
      if (depth > mostDepth) throw new EditProblem(tooDeep, toPosition(text, at - 1));
    } else if (isClosing(character)) {
      depth -= 1;
      at += 1;
    } else at = depth === 0 ? skipScalar(text, at) : at + 1;
  } while (depth > 0);
  return at;
}

function skipString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** After an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

/** A number, or one of the three names. */
function skipScalar(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isSpace(text.charCodeAt(at)) && !isEnd(text.charCodeAt(at))) at += 1;
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(character: number): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;
}

function isEnd(character: number): boolean {
  return character === comma || isClosing(character);
}

function isClosing(character: number): boolean {
  return character === closeBrace || character === closeBracket;
}
