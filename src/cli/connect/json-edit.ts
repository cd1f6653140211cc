import { isDeepStrictEqual } from 'node:util';
import { findLineEnd } from './edit-problem.ts';
import type { JsonItem, JsonNode, JsonPath } from './json-node.ts';
import { findChild, findIndex, findNode, parseJson, toContainer } from './json-tree.ts';

// Edits of JSON that leave every other byte as it is: comments, order, indentation, line ends.

/** Sets a value, and adds the objects on the way to it. */
export function setJson(text: string, path: JsonPath, value: unknown): string {
  let node: JsonNode = parseJson(text);
  for (const [index, segment] of path.entries()) {
    const container = toContainer(node, segment);
    const child = findChild(container, segment);
    if (!child) return insertLast(text, container, segment, nest(path.slice(index + 1), value));
    node = child;
  }
  if (isDeepStrictEqual(node.evaluate(), value)) return text;
  return replaceJson(text, path, formatAt(text, node, value));
}

/** Sets the members of an object, and leaves those that are not named. */
export function setMembers(
  text: string,
  path: JsonPath,
  members: Readonly<Record<string, unknown>>,
): string {
  if (findNode(parseJson(text), path) === undefined) return setJson(text, path, members);
  return Object.entries(members).reduce(
    (edited, [name, value]) => setJson(edited, [...path, name], value),
    text,
  );
}

/** Adds an element to an array, which is created if it is missing. */
export function appendJson(text: string, path: JsonPath, element: unknown): string {
  const array = findNode(parseJson(text), path);
  if (!array) return setJson(text, path, [element]);
  return insertLast(text, toContainer(array, 0), 0, element);
}

/** Replaces the text of the value at a path. */
export function replaceJson(text: string, path: JsonPath, replacement: string): string {
  const node = findNode(parseJson(text), path);
  if (!node) return text;
  const { start, end } = node;
  return text.slice(0, start) + replacement + text.slice(end);
}

/** The text of the value at a path. */
export function sliceJson(text: string, path: JsonPath): string | undefined {
  const node = findNode(parseJson(text), path);
  if (!node) return undefined;
  const { start, end } = node;
  return text.slice(start, end);
}

/** Undoes the insertion of an item. */
export function removeJson(text: string, path: JsonPath): string {
  const last = path.at(-1);
  const parent = findNode(parseJson(text), path.slice(0, -1));
  if (!parent || last === undefined) return text;
  const container = toContainer(parent, last);
  const items = container.listItems();
  const index = findIndex(container, last);
  const item = index === undefined ? undefined : items[index];
  if (!item || index === undefined) return text;
  const before = items[index - 1]?.end ?? container.start + 1;
  const after = items[index + 1]?.start ?? container.end - 1;
  const from = findStartOfSpace(text, before, item);
  const comma = findComma(text, item.end, after);
  if (comma !== undefined) {
    return text.slice(0, from) + text.slice(item.end, comma) + text.slice(comma + 1);
  }
  const commaBefore = findComma(text, before, item.start);
  if (commaBefore === undefined) return text.slice(0, from) + text.slice(item.end);
  return text.slice(0, commaBefore) + text.slice(commaBefore + 1, from) + text.slice(item.end);
}

/** Where the white space of an item's line begins, with the line end unless a comment needs it. */
function findStartOfSpace(text: string, from: number, { start, end }: JsonItem): number {
  const line = skipSpaceBack(text, start, from);
  const isOnOwnLine = text[line - 1] === '\n' && line > from;
  if (!isOnOwnLine) return line;
  const before = text[line - 2] === '\r' ? line - 2 : line - 1;
  const lastLine = text.slice(from, before).split('\n').at(-1) ?? '';
  return lastLine.includes('//') && !isRestBlank(text, end) ? start : before;
}

function skipSpaceBack(text: string, from: number, least: number): number {
  let at = from;
  while (at > least && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  return at;
}

/** Whether nothing but a comma is on the rest of a line. */
function isRestBlank(text: string, from: number): boolean {
  const end = text.indexOf('\n', from);
  const rest = text.slice(from, end < 0 ? undefined : end).trim();
  return rest === '' || rest === ',';
}

function nest(path: JsonPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

function insertLast(
  text: string,
  container: JsonNode,
  segment: string | number,
  value: unknown,
): string {
  const items = container.listItems();
  const [first] = items;
  const last = items.at(-1);
  const prefix = container.type === 'Object' ? `${JSON.stringify(segment)}:` : '';
  if (!first || !last) return insertFirst(text, container, prefix, value);
  const { start, end } = container;
  const comma = findComma(text, last.end, end - 1);
  const lead = /(?:^|\n)([ \t]*)$/.exec(text.slice(start + 1, first.start))?.[1];
  if (!text.slice(start, first.start).includes('\n') || lead === undefined) {
    const space = /[:,] /.test(text.slice(start, end)) ? ' ' : '';
    const item = `${prefix}${prefix && space}${JSON.stringify(value)}`;
    const at = comma === undefined ? last.end : comma + 1;
    const added = comma === undefined ? `,${space}${item}` : `${space}${item},`;
    return text.slice(0, at) + added + text.slice(at);
  }
  const at = skipLineComments(text, comma === undefined ? last.end : comma + 1);
  const item = `${prefix}${prefix && ' '}${format(text, value, lead)}`;
  return [
    text.slice(0, last.end),
    comma === undefined ? ',' : '',
    text.slice(last.end, at),
    findLineEnd(text),
    lead,
    item,
    comma === undefined ? '' : ',',
    text.slice(at),
  ].join('');
}

function insertFirst(text: string, container: JsonNode, prefix: string, value: unknown): string {
  const { start, end } = container;
  const lineEnd = findLineEnd(text);
  const outer = findIndentation(text, start);
  const indentation = outer + findUnit(text);
  const item = `${lineEnd}${indentation}${prefix}${prefix && ' '}${format(text, value, indentation)}`;
  const inner = text.slice(start + 1, end - 1);
  const kept = inner.trimEnd();
  const tail = inner.slice(kept.length);
  const closing = tail.includes('\n') ? tail : lineEnd + outer;
  return text.slice(0, start + 1) + kept + item + closing + text.slice(end - 1);
}

function formatAt(text: string, node: JsonNode, value: unknown): string {
  const { start, end } = node;
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  const isInLine = /[{[,]\s*"/.test(line) && !text.slice(start, end).includes('\n');
  return isInLine ? JSON.stringify(value) : format(text, value, findIndentation(text, start));
}

function format(text: string, value: unknown, indentation: string): string {
  const lines = JSON.stringify(value, null, findUnit(text)).split('\n');
  return lines.join(findLineEnd(text) + indentation);
}

function findIndentation(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The indentation of one level: that of the first indented line. */
function findUnit(text: string): string {
  return /\n([ \t]+)["[{]/.exec(text)?.[1] ?? '  ';
}

/** The comma in white space and comments. */
function findComma(text: string, from: number, to: number): number | undefined {
  let at = from;
  while (at < to) {
    if (text[at] === ',') return at;
    at = text[at] === '/' ? skipComment(text, at) : at + 1;
  }
  return undefined;
}

function skipComment(text: string, at: number): number {
  const isBlock = text[at + 1] === '*';
  const end = text.indexOf(isBlock ? '*/' : '\n', at + 2);
  if (end < 0) return text.length;
  return isBlock ? end + 2 : end;
}

/** After the comments on the rest of a line. */
function skipLineComments(text: string, from: number): number {
  let at = from;
  for (;;) {
    const [space = ''] = /^[ \t]*/.exec(text.slice(at)) ?? [];
    const start = at + space.length;
    if (text[start] !== '/') return at;
    const end = skipComment(text, start);
    const comment = text.slice(start, end);
    if (comment.slice(0, -1).includes('\n')) return at;
    at = comment.endsWith('\r') ? end - 1 : end;
    if (text[start + 1] === '/') return at;
  }
}
