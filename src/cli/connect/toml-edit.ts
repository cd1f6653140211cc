import { isDeepStrictEqual } from 'node:util';
import { EditProblem, findLineEnd, toPosition } from './edit-problem.ts';
import { listStatements, parseToml, type Statement } from './toml-statements.ts';

/** What a table of ours contains. */
export type TomlValues = Readonly<Record<string, string | readonly string[]>>;

/** The value of a table; undefined where it is missing. */
export function readTomlTable(text: string, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined,
    parseToml(text),
  );
}

/** Sets values of a table, and leaves every other byte as it is. */
export function setTomlTable(text: string, path: readonly string[], values: TomlValues): string {
  const existing = readTomlTable(text, path);
  const edited =
    existing === undefined ? appendTable(text, path, values) : updateTable(text, path, values);
  if (isComplete(edited, path, values)) return edited;
  throw toFormProblem(text, path);
}

/** Removes a table with the tables below it. */
export function removeTomlTable(text: string, path: readonly string[]): string {
  if (readTomlTable(text, path) === undefined) return text;
  let edited = text;
  for (const { start, end } of listBlocks(text, path).toReversed()) {
    edited = removeBlock(edited, start, end);
  }
  if (readTomlTable(edited, path) !== undefined) throw toFormProblem(text, path);
  return edited;
}

/** The text of a table with the tables below it, as it is in the document. */
export function sliceTomlTable(text: string, path: readonly string[]): string {
  return listBlocks(text, path)
    .map(({ start, end }) => text.slice(start, end))
    .join('');
}

/** Puts the text of a table in the place of another one. */
export function replaceTomlTable(text: string, path: readonly string[], table: string): string {
  const [first] = listBlocks(text, path);
  if (!first) return text;
  const replaced = text.slice(0, first.start) + table + text.slice(first.end);
  parseToml(replaced);
  return replaced;
}

function appendTable(text: string, path: readonly string[], values: TomlValues): string {
  const lineEnd = findLineEnd(text);
  const lines = [`[${path.map(formatKey).join('.')}]`, ...Object.entries(values).map(formatPair)];
  const table = lines.join(lineEnd);
  if (text === '') return table + lineEnd;
  if (text.endsWith('\n')) return text + lineEnd + table + lineEnd;
  return text + lineEnd + lineEnd + table;
}

function updateTable(text: string, path: readonly string[], values: TomlValues): string {
  let edited = text;
  for (const [name, value] of Object.entries(values)) {
    const [block] = listBlocks(edited, path);
    const current = readTomlTable(edited, [...path, name]);
    if (!block || isDeepStrictEqual(current, value)) continue;
    const pair = block.pairs.find(({ keys }) => keys.length === 1 && keys[0] === name);
    if (pair) {
      const { valueStart, valueEnd } = pair;
      edited = edited.slice(0, valueStart) + formatValue(value) + edited.slice(valueEnd);
    } else if (current === undefined) {
      const at = block.pairs.at(-1)?.end ?? block.headerEnd;
      const lineEnd = findLineEnd(edited);
      const isOpen = !edited.slice(0, at).endsWith('\n');
      const line = formatPair([name, value]);
      const added = isOpen ? lineEnd + line : line + lineEnd;
      edited = edited.slice(0, at) + added + edited.slice(at);
    }
  }
  return edited;
}

function isComplete(text: string, path: readonly string[], values: TomlValues): boolean {
  try {
    return Object.entries(values).every(([name, value]) =>
      isDeepStrictEqual(readTomlTable(text, [...path, name]), value),
    );
  } catch (error) {
    if (error instanceof EditProblem) return false;
    throw error;
  }
}

interface Block {
  start: number;
  end: number;
  headerEnd: number;
  pairs: Extract<Statement, { kind: 'pair' }>[];
}

/** The headers of a table and of those below it, each with its pairs. */
function listBlocks(text: string, path: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let current: Block | undefined;
  for (const statement of listStatements(text)) {
    if (statement.kind === 'header') {
      const isOwn = path.every((key, index) => statement.keys[index] === key);
      const { start, end } = statement;
      current = isOwn ? { start, end, headerEnd: end, pairs: [] } : undefined;
      if (current) blocks.push(current);
    } else if (current) {
      current.pairs.push(statement);
      current.end = statement.end;
    }
  }
  return blocks;
}

/** Undoes the insertion of a block: with the empty line before it. */
function removeBlock(text: string, start: number, end: number): string {
  const before = text.slice(0, start);
  const isAtEnd = end === text.length && !text.endsWith('\n');
  const once = before.replace(/\r?\n$/, '');
  const isAfterEmptyLine = once.endsWith('\n') || once === '';
  const kept = isAfterEmptyLine ? once : before;
  return (isAtEnd ? kept.replace(/\r?\n$/, '') : kept) + text.slice(end);
}

function toFormProblem(text: string, path: readonly string[]): EditProblem {
  const [root = ''] = path;
  const statement = listStatements(text).find(({ keys }) => keys[0] === root);
  return new EditProblem(
    `${path.join('.')} cannot be edited in this form: write it as a table [${path.join('.')}], or remove it`,
    toPosition(text, statement?.start ?? 0),
  );
}

function formatKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function formatPair([name, value]: [string, string | readonly string[]]): string {
  return `${formatKey(name)} = ${formatValue(value)}`;
}

function formatValue(value: string | readonly string[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return `[${value.map((each) => JSON.stringify(each)).join(', ')}]`;
}
