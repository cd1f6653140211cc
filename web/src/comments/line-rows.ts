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
  let oldLine = 1;
  let newLine = 1;
  const around = () => {
    const text = toText(file.additionLines[newLine - 1]);
    rows.push({ oldLine: oldLine++, newLine: newLine++, text, amongChanges: false });
  };
  for (const hunk of file.hunks) {
    const oldStart = toStart(hunk.deletionStart, hunk.deletionCount);
    const newStart = toStart(hunk.additionStart, hunk.additionCount);
    while (!file.isPartial && newLine < newStart) around();
    oldLine = oldStart;
    newLine = newStart;
    for (const row of listHunkRows(file, hunk, { oldLine, newLine })) {
      rows.push(row);
      if (row.oldLine !== null) oldLine = row.oldLine + 1;
      if (row.newLine !== null) newLine = row.newLine + 1;
    }
  }
  while (!file.isPartial && newLine <= file.additionLines.length) around();
  return rows;
}

type Hunk = FileDiffMetadata['hunks'][number];

function* listHunkRows(
  { additionLines, deletionLines }: FileDiffMetadata,
  { hunkContent }: Hunk,
  start: { oldLine: number; newLine: number },
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
