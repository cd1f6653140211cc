import type { FileDiffMetadata, SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { messages } from '../../../text/messages.ts';
import { formatPath } from '../format-path.ts';
import { findRowAt, type LineName, type LineRow, listLineRows, toLineName } from './line-rows.ts';

/** The lines of a diff that a comment is about. */
export interface CommentPlace {
  path: string;
  previousPath: string | null;
  oldLine: number | null;
  newLine: number | null;
  /** The first line of a range, on the same side as its last line. */
  startLine: number | null;
}

export interface SelectedPlace {
  place: CommentPlace;
  /** The text of the lines. */
  quoted: string;
}

/** The server's limit. */
const maximumQuotedLength = 10_000;
const omission = '…';

/** The place and text of selected lines; undefined if the diff does not show them. */
export function findSelectedPlace(
  file: FileDiffMetadata,
  paths: Pick<CommentPlace, 'path' | 'previousPath'>,
  { start, side, end, endSide }: SelectedLineRange,
): SelectedPlace | undefined {
  const rows = listLineRows(file);
  const ends = [findRowAt(rows, side, start), findRowAt(rows, endSide ?? side, end)];
  const [first = -1, last = -1] = ends.toSorted((one, other) => one - other);
  const lastRow = rows[last];
  if (first === -1 || !lastRow) return undefined;
  const name = toLineName(lastRow);
  const selected = rows.slice(first, last + 1).filter((row) => row[name] !== null);
  const startLine = selected[0]?.[name] ?? null;
  const { oldLine, newLine } = lastRow;
  const range = startLine === lastRow[name] ? null : startLine;
  return {
    place: { ...paths, oldLine, newLine, startLine: range },
    quoted: quoteRows(selected, name),
  };
}

function quoteRows(rows: readonly LineRow[], name: LineName): string {
  const lines: string[] = [];
  let before = rows[0]?.[name] ?? 0;
  for (const row of rows) {
    const line = row[name] ?? 0;
    if (line > before + 1) lines.push(omission);
    before = line;
    lines.push(row.text);
  }
  const text = lines.join('\n');
  if (text.length <= maximumQuotedLength) return text;
  const end = text.lastIndexOf('\n', maximumQuotedLength - 2);
  return `${text.slice(0, end === -1 ? maximumQuotedLength - 2 : end)}\n${omission}`;
}

/** The line below which a comment is shown. */
export function toLinePoint(place: Pick<CommentPlace, 'oldLine' | 'newLine'>): {
  side: SelectionSide;
  line: number;
} {
  const { oldLine, newLine } = place;
  return newLine === null
    ? { side: 'deletions', line: oldLine ?? 0 }
    : { side: 'additions', line: newLine };
}

/** The lines as a selection in the viewer. */
export function toSelectedRange(place: CommentPlace): SelectedLineRange {
  const { side, line } = toLinePoint(place);
  return { start: place.startLine ?? line, side, end: line, endSide: side };
}

export function isSamePlace(one: CommentPlace, other: CommentPlace): boolean {
  return (
    one.path === other.path &&
    one.oldLine === other.oldLine &&
    one.newLine === other.newLine &&
    one.startLine === other.startLine
  );
}

/** `src/app.ts:3-7`. */
export function formatPlace(place: CommentPlace): string {
  const { side, line } = toLinePoint(place);
  const lines = place.startLine === null ? String(line) : `${place.startLine}-${line}`;
  const shown = `${formatPath(place.path)}:${lines}`;
  return side === 'deletions' ? messages.comments.beforeChange(shown) : shown;
}
