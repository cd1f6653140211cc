import type { Reading } from '../client/conditional-client.ts';
import { toFilePatch } from '../diff/file-diff.ts';
import type { DiffFile } from '../forge.ts';
import { type Fields, findCount, findText, parseList, toFields } from '../parsing/json-fields.ts';

export interface DiffLine {
  sign: ' ' | '+' | '-';
  text: string;
}

export interface Hunk {
  sourceLine: number;
  destinationLine: number;
  /** The text after the second `@@`, often the enclosing function. */
  context: string;
  lines: DiffLine[];
}

export interface FileChange {
  file: DiffFile;
  hunks: Hunk[];
}

/** A diff in Bitbucket's JSON form. */
export interface ChangeSet {
  changes: FileChange[];
  /** Bitbucket cut a line, a hunk, a file or the whole diff. */
  truncated: boolean;
}

export const changeSetReading: Reading<ChangeSet> = {
  shape: 'change-set/1',
  parse: parseChangeSet,
};

export function parseChangeSet(body: unknown): ChangeSet | undefined {
  const fields = toFields(body);
  const changes = parseList(fields?.diffs, parseFileChange);
  return changes && { changes, truncated: isTruncated(fields) };
}

const signs = new Map<string, DiffLine['sign']>([
  ['CONTEXT', ' '],
  ['ADDED', '+'],
  ['REMOVED', '-'],
]);

function parseFileChange(entry: unknown): FileChange | undefined {
  const fields = toFields(entry);
  const before = parsePath(fields?.source);
  const after = parsePath(fields?.destination);
  const path = after ?? before;
  const hunks = parseList(fields?.hunks ?? [], parseHunk);
  if (!fields || path === undefined || !hunks) return undefined;
  const binary = fields.binary === true;
  const status = toStatus(before, after, binary || hunks.length > 0);
  const previousPath = status === 'renamed' ? (before ?? null) : null;
  const counts = { additions: countLines(hunks, '+'), deletions: countLines(hunks, '-') };
  return { file: { path, previousPath, status, ...counts, binary }, hunks };
}

function toStatus(
  before: string | undefined,
  after: string | undefined,
  hasContent: boolean,
): DiffFile['status'] {
  if (before === undefined) return 'added';
  if (after === undefined) return 'deleted';
  if (before !== after) return 'renamed';
  return hasContent ? 'modified' : 'changed';
}

function parseHunk(entry: unknown): Hunk | undefined {
  const fields = toFields(entry);
  const segments = parseList(fields?.segments ?? [], parseSegment);
  if (!fields || !segments) return undefined;
  return {
    sourceLine: findCount(fields, 'sourceLine') ?? 0,
    destinationLine: findCount(fields, 'destinationLine') ?? 0,
    context: findText(fields, 'context') ?? '',
    lines: segments.flat(),
  };
}

function parseSegment(entry: unknown): DiffLine[] | undefined {
  const fields = toFields(entry);
  const sign = signs.get(findText(fields, 'type') ?? '');
  if (!sign) return undefined;
  return parseList(fields?.lines, (line) => {
    const text = findText(toFields(line), 'line');
    return text === undefined ? undefined : { sign, text };
  });
}

/** A path in the form `{ toString: "src/app.ts" }`; undefined if missing. */
export function parsePath(value: unknown): string | undefined {
  const fields = toFields(value);
  // Every object inherits `toString`; only an own property is a path.
  return fields && Object.hasOwn(fields, 'toString') ? findText(fields, 'toString') : undefined;
}

function countLines(hunks: readonly Hunk[], sign: DiffLine['sign']): number {
  let count = 0;
  for (const { lines } of hunks) for (const line of lines) if (line.sign === sign) count += 1;
  return count;
}

/** Whether any part is marked as cut. */
function isTruncated(fields: Fields | undefined): boolean {
  if (fields?.truncated === true) return true;
  for (const name of ['diffs', 'hunks', 'segments', 'lines']) {
    const parts: unknown = fields?.[name];
    if (Array.isArray(parts) && parts.some((part) => isTruncated(toFields(part)))) return true;
  }
  return false;
}

/** The diff as git would print it. Bitbucket does not report modes and blobs. */
export function formatUnifiedDiff({ changes }: ChangeSet): string {
  return changes.map(formatPatch).join('');
}

function formatPatch({ file, hunks }: FileChange): string {
  const lines = hunks.flatMap(formatHunk).map((line) => `${line}\n`);
  return toFilePatch({ ...file, hunks: lines.join('') });
}

/** Counts the spans instead of trusting them: a diff whose hunks do not add up cannot be parsed. */
function formatHunk({ sourceLine, destinationLine, context, lines }: Hunk): string[] {
  const sourceSpan = lines.filter(({ sign }) => sign !== '+').length;
  const destinationSpan = lines.filter(({ sign }) => sign !== '-').length;
  const header = `@@ -${sourceLine},${sourceSpan} +${destinationLine},${destinationSpan} @@`;
  const heading = context === '' ? '' : ` ${toOneLine(context)}`;
  return [`${header}${heading}`, ...lines.map(({ sign, text }) => `${sign}${toOneLine(text)}`)];
}

/** A line break within a line would corrupt the diff. */
function toOneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
