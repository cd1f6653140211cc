import type { FileDiffMetadata, SelectionSide } from '@pierre/diffs';

/** One line of a file's diff, as it is read from top to bottom. */
export interface LineRow {
  /** Null for an added line. */
  oldLine: number | null;
  /** Null for a deleted line. */
  newLine: number | null;
  text: string;
  /** Part of the patch, not of the file around it. */
  amongChanges: boolean;
}

export type LineName = 'oldLine' | 'newLine';

/** Every line that can be shown; those around the changes once the whole file was read. */
export function listLineRows(file: FileDiffMetadata): LineRow[] {
  const rows: LineRow[] = [];
  let next = { oldLine: 1, newLine: 1 };
  for (const hunk of file.hunks) {
    const start = {
      oldLine: toStart(hunk.deletionStart, hunk.deletionCount),
      newLine: toStart(hunk.additionStart, hunk.additionCount),
    };
    const around = file.isPartial ? [] : listRowsAround(file, next, start.newLine);
    for (const row of around) rows.push(row);
    for (const row of listHunkRows(file, hunk, start)) rows.push(row);
    const { deletionCount, additionCount } = hunk;
    next = { oldLine: start.oldLine + deletionCount, newLine: start.newLine + additionCount };
  }
  if (file.isPartial) return rows;
  return [...rows, ...listRowsAround(file, next, file.additionLines.length + 1)];
}

interface LinePair {
  oldLine: number;
  newLine: number;
}

/** Lines that did not change, until a line of the new side. */
function listRowsAround(
  { additionLines }: FileDiffMetadata,
  from: LinePair,
  until: number,
): LineRow[] {
  return additionLines.slice(from.newLine - 1, until - 1).map((line, at) => ({
    oldLine: from.oldLine + at,
    newLine: from.newLine + at,
    text: toText(line),
    amongChanges: false,
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
        yield { oldLine: oldLine++, newLine: newLine++, text, amongChanges: true };
      }
      continue;
    }
    for (let at = 0; at < part.deletions; at++) {
      const text = toText(deletionLines[oldAt + at]);
      yield { oldLine: oldLine++, newLine: null, text, amongChanges: true };
    }
    for (let at = 0; at < part.additions; at++) {
      const text = toText(additionLines[newAt + at]);
      yield { oldLine: null, newLine: newLine++, text, amongChanges: true };
    }
  }
}

/** A side without lines names the line before it. */
function toStart(start: number, count: number): number {
  return count === 0 ? start + 1 : start;
}

function toText(line: string | undefined): string {
  return line?.replace(/\r?\n$/, '') ?? '';
}

/** Where in `rows` a line of one side is; -1 when it is not shown. */
export function findRowAt(
  rows: readonly LineRow[],
  side: SelectionSide | undefined,
  line: number,
): number {
  const name = side === 'deletions' ? 'oldLine' : 'newLine';
  return rows.findIndex((row) => row[name] === line);
}

/** How a forge names a line: as it is after the change, unless it is gone by then. */
export function toLineName(row: Pick<LineRow, 'newLine'>): LineName {
  return row.newLine === null ? 'oldLine' : 'newLine';
}
