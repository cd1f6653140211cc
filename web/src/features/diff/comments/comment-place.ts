import type { FileDiffMetadata, SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { messages } from '../../../text/messages.ts';
import { toShownPath } from '../format-path.ts';
import { findRowAt, type LineName, type LineRow, listLineRows, toLineName } from './line-rows.ts';

/** Lines of the diff that a person speaks of. */
export interface CommentPlace {
  path: string;
  previousPath: string | null;
  oldLine: number | null;
  newLine: number | null;
  /** Where a range begins, on the side of the line it ends at. */
  startLine: number | null;
}

export interface MarkedPlace {
  place: CommentPlace;
  /** The lines as they were read. */
  quoted: string;
}

/** What the server takes. */
const mostQuoted = 10_000;
const leftOut = '…';

/** The place of marked lines and their text; undefined when they are not shown. */
export function findMarkedPlace(
  file: FileDiffMetadata,
  paths: Pick<CommentPlace, 'path' | 'previousPath'>,
  { start, side, end, endSide }: SelectedLineRange,
): MarkedPlace | undefined {
  const rows = listLineRows(file);
  const ends = [findRowAt(rows, side, start), findRowAt(rows, endSide ?? side, end)];
  const [first = -1, last = -1] = ends.toSorted((one, other) => one - other);
  const lastRow = rows[last];
  if (first === -1 || !lastRow) return undefined;
  const name = toLineName(lastRow);
  const spoken = rows.slice(first, last + 1).filter((row) => row[name] !== null);
  const startLine = spoken[0]?.[name] ?? null;
  const { oldLine, newLine } = lastRow;
  const range = startLine === lastRow[name] ? null : startLine;
  return {
    place: { ...paths, oldLine, newLine, startLine: range },
    quoted: toQuoted(spoken, name),
  };
}

function toQuoted(rows: readonly LineRow[], name: LineName): string {
  const lines: string[] = [];
  let before = rows[0]?.[name] ?? 0;
  for (const row of rows) {
    const line = row[name] ?? 0;
    if (line > before + 1) lines.push(leftOut);
    before = line;
    lines.push(row.text);
  }
  const text = lines.join('\n');
  if (text.length <= mostQuoted) return text;
  const end = text.lastIndexOf('\n', mostQuoted - 2);
  return `${text.slice(0, end === -1 ? mostQuoted - 2 : end)}\n${leftOut}`;
}

/** The line that a comment stands below. */
export function toLinePoint(place: Pick<CommentPlace, 'oldLine' | 'newLine'>): {
  side: SelectionSide;
  line: number;
} {
  const { oldLine, newLine } = place;
  return newLine === null
    ? { side: 'deletions', line: oldLine ?? 0 }
    : { side: 'additions', line: newLine };
}

/** The lines as the viewer marks them. */
export function toMarkedRange(place: CommentPlace): SelectedLineRange {
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

/** `src/app.ts:3-7`: what people and agents find lines by. */
export function formatPlace(place: CommentPlace): string {
  const { side, line } = toLinePoint(place);
  const lines = place.startLine === null ? String(line) : `${place.startLine}-${line}`;
  const shown = `${toShownPath(place.path)}:${lines}`;
  return side === 'deletions' ? messages.comments.beforeChange(shown) : shown;
}
