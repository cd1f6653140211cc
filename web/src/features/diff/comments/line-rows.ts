import type { FileDiffMetadata, SelectionSide } from '@pierre/diffs';

/** One line of a file's diff, in display order. */
export interface LineRow {
  /** Null for an added line. */
  oldLine: number | null;
  /** Null for a deleted line. */
  newLine: number | null;
  text: string;
  /** Part of the patch, not of additional context. */
  inPatch: boolean;
}

export type LineName = 'oldLine' | 'newLine';

/** Every line that can be shown. Includes all context once the whole file is loaded. */
export function listLineRows(file: FileDiffMetadata): LineRow[] {
  const rows: LineRow[] = [];
  let next = { oldLine: 1, newLine: 1 };
  for (const hunk of file.hunks) {
    const start = {
      oldLine: toStart(hunk.deletionStart, hunk.deletionCount),
      newLine: toStart(hunk.additionStart, hunk.additionCount),
    };
    const context = file.isPartial ? [] : listContextRows(file, next, start.newLine);
    for (const row of context) rows.push(row);
    for (const row of listHunkRows(file, hunk, start)) rows.push(row);
    const { deletionCount, additionCount } = hunk;
    next = { oldLine: start.oldLine + deletionCount, newLine: start.newLine + additionCount };
  }
  if (file.isPartial) return rows;
  return [...rows, ...listContextRows(file, next, file.additionLines.length + 1)];
}

interface LinePair {
  oldLine: number;
  newLine: number;
}

/** Unchanged lines up to a line of the new side. */
function listContextRows(
  { additionLines }: FileDiffMetadata,
  from: LinePair,
  until: number,
): LineRow[] {
  return additionLines.slice(from.newLine - 1, until - 1).map((line, at) => ({
    oldLine: from.oldLine + at,
    newLine: from.newLine + at,
    text: toText(line),
    inPatch: false,
  }));
}

type Hunk = FileDiffMetadata['hunks'][number];

function* listHunkRows(
  { additionLines, deletionLines }: FileDiffMetadata,
  { hunkContent }: Hunk,
  start: LinePair,
): Generator<LineRow> {
  let { oldLine, newLine } = start;
  for (const part of hunkContent) {
    const { deletionLineIndex: oldAt, additionLineIndex: newAt } = part;
    if (part.type === 'context') {
      for (let at = 0; at < part.lines; at++) {
        const text = toText(additionLines[newAt + at]);
        yield { oldLine: oldLine++, newLine: newLine++, text, inPatch: true };
      }
      continue;
    }
    for (let at = 0; at < part.deletions; at++) {
      const text = toText(deletionLines[oldAt + at]);
      yield { oldLine: oldLine++, newLine: null, text, inPatch: true };
    }
    for (let at = 0; at < part.additions; at++) {
      const text = toText(additionLines[newAt + at]);
      yield { oldLine: null, newLine: newLine++, text, inPatch: true };
    }
  }
}

/** Git gives an empty side the number of the line before it. */
function toStart(start: number, count: number): number {
  return count === 0 ? start + 1 : start;
}

function toText(line: string | undefined): string {
  return line?.replace(/\r?\n$/, '') ?? '';
}

/** The index of a line in `rows`; -1 if it is not shown. */
export function findRowAt(
  rows: readonly LineRow[],
  side: SelectionSide | undefined,
  line: number,
): number {
  const name = side === 'deletions' ? 'oldLine' : 'newLine';
  return rows.findIndex((row) => row[name] === line);
}

/** Forges number a line as it is after the change, unless it was deleted. */
export function toLineName(row: Pick<LineRow, 'newLine'>): LineName {
  return row.newLine === null ? 'oldLine' : 'newLine';
}
