import { parse, TomlError, type TomlTable } from 'smol-toml';
import { EditProblem } from './edit-problem.ts';

/** A header or a pair, by offsets into the text: whole lines, with their line end. */
export type Statement =
  | { kind: 'header'; keys: string[]; start: number; end: number }
  | {
      kind: 'pair';
      keys: string[];
      start: number;
      end: number;
      valueStart: number;
      valueEnd: number;
    };

/** An edit reads the same text for each of its values. */
let latest: { text: string; table: TomlTable } | undefined;

/** Nothing may change the result. */
export function parseToml(text: string): Readonly<TomlTable> {
  if (latest?.text !== text) latest = { text, table: parseAnew(text) };
  return latest.table;
}

function parseAnew(text: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    throw new EditProblem(first.replace('Invalid TOML document: ', ''), error);
  }
}

/** The statements of a document that `parseToml` accepts. */
export function listStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const first = skipSpace(text, start);
    if (text[first] === '[') {
      const end = skipLine(text, first);
      statements.push({
        kind: 'header',
        keys: readKeys(text, skipBrackets(text, first)),
        start,
        end,
      });
      at = end;
    } else if (isEmptyLine(text, first)) {
      at = skipLine(text, first);
    } else {
      const valueStart = skipSpace(text, findEqualSign(text, first) + 1);
      const valueEnd = findValueEnd(text, valueStart);
      const end = skipLine(text, valueEnd);
      statements.push({
        kind: 'pair',
        keys: readKeys(text, first),
        start,
        end,
        valueStart,
        valueEnd,
      });
      at = end;
    }
  }
  return statements;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function skipBrackets(text: string, from: number): number {
  return skipSpace(text, text[from + 1] === '[' ? from + 2 : from + 1);
}

function isEmptyLine(text: string, at: number): boolean {
  return at >= text.length || ['\n', '\r', '#'].includes(text[at] ?? '');
}

function skipLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

/** Reads a dotted key. */
function readKeys(text: string, from: number): string[] {
  const keys: string[] = [];
  let at = from;
  for (;;) {
    const end = skipKey(text, at);
    keys.push(toKey(text.slice(at, end)));
    at = skipSpace(text, end);
    if (text[at] !== '.') return keys;
    at = skipSpace(text, at + 1);
  }
}

function toKey(source: string): string {
  if (source.startsWith("'")) return source.slice(1, -1);
  if (!source.startsWith('"')) return source;
  if (!source.includes('\\')) return source.slice(1, -1);
  const { key } = parse(`key = ${source}`);
  return typeof key === 'string' ? key : source;
}

function skipKey(text: string, from: number): number {
  const quote = text[from];
  if (quote === '"' || quote === "'") return skipText(text, from, quote);
  let at = from;
  while (/[\w-]/.test(text[at] ?? '')) at += 1;
  return at;
}

function findEqualSign(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '=') {
    const quote = text[at];
    at = quote === '"' || quote === "'" ? skipText(text, at, quote) : at + 1;
  }
  return at;
}

/** The end of a string that is delimited by `mark`. */
function skipText(text: string, from: number, mark: string): number {
  let at = from + mark.length;
  while (at < text.length && !text.startsWith(mark, at)) {
    at += text[at] === '\\' && mark.startsWith('"') ? 2 : 1;
  }
  at += mark.length;
  // A string of several lines may end with up to two more quotes.
  while (mark.length === 3 && text[at] === mark[0]) at += 1;
  return at;
}

function findValueEnd(text: string, from: number): number {
  let at = from;
  let depth = 0;
  let end = from;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\n' && depth === 0) break;
    if (character === '#') {
      if (depth === 0) break;
      at = skipLine(text, at);
      continue;
    }
    if (character === '"' || character === "'") {
      const triple = character.repeat(3);
      at = skipText(text, at, text.startsWith(triple, at) ? triple : character);
    } else {
      if ('[{'.includes(character)) depth += 1;
      if (']}'.includes(character)) depth -= 1;
      at += 1;
    }
    if (!' \t\r\n'.includes(text[at - 1] ?? '')) end = at;
  }
  return end;
}
