import type { FileDiffMetadata, SelectedLineRange } from '@pierre/diffs';
import { findRowAt, type LineRow, listLineRows, toLineName } from './line-rows.ts';

export interface SteppedLine {
  range: SelectedLineRange;
  row: LineRow;
}

/** The changed or surrounding line after or before the marked ones; undefined at the end. */
export function stepLine(
  file: FileDiffMetadata,
  marked: SelectedLineRange,
  direction: 1 | -1,
): SteppedLine | undefined {
  const rows = listLineRows(file).filter(({ amongChanges }) => amongChanges);
  const { start, side, end, endSide = side } = marked;
  const ends = [findRowAt(rows, side, start), findRowAt(rows, endSide, end)];
  const from = direction === 1 ? Math.max(...ends) : Math.min(...ends);
  const row = from === -1 ? undefined : rows[from + direction];
  return row && toStepped(row);
}

/** The line that marked ones begin at. */
export function findFirstLine(
  file: FileDiffMetadata,
  { start, side }: SelectedLineRange,
): SteppedLine | undefined {
  const rows = listLineRows(file);
  const row = rows[findRowAt(rows, side, start)];
  return row && toStepped(row);
}

function toStepped(row: LineRow): SteppedLine {
  const side = toLineName(row) === 'newLine' ? 'additions' : 'deletions';
  const line = row.newLine ?? row.oldLine ?? 0;
  return { row, range: { start: line, side, end: line, endSide: side } };
}
