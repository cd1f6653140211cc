import type { CodeView, FileDiffMetadata, SelectedLineRange, SelectionSide } from '@pierre/diffs';
import type { ViewerItem } from './viewer-items.ts';

export type Viewer = CodeView<unknown>;

/** The height that the sticky file header covers. */
export const headerHeight = 36;
/** Allows for rounding errors. */
const tolerance = 2;

/** The file at the top of the viewer, and its hunk. */
export function findPosition(
  viewer: Viewer,
  items: readonly ViewerItem[],
  scrollTop: number,
): HunkPosition {
  const file = findFileAt(viewer, items, scrollTop);
  const item = items[file];
  const rendered = viewer.getRenderedItems().find(({ id }) => id === item?.id);
  if (!item || rendered?.type !== 'diff' || item.type !== 'diff' || item.collapsed) {
    return { file, hunk: -1 };
  }
  const top = viewer.getTopForItem(item.id) ?? 0;
  const tops = listHunkStarts(item.fileDiff).map(({ lineNumber, side }) => {
    const position = rendered.instance.getLinePosition(lineNumber, side);
    return position ? top + position.top : Number.POSITIVE_INFINITY;
  });
  return { file, hunk: findLastAbove(tops, scrollTop + headerHeight + tolerance) };
}

/** The index of the file at the top of the view, by binary search. */
export function findFileAt(
  viewer: Viewer,
  items: readonly ViewerItem[],
  scrollTop: number,
): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const top = viewer.getTopForItem(items[middle]?.id ?? '') ?? 0;
    if (top <= scrollTop + tolerance) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The number of visible hunks in each file. */
export function countHunks(items: readonly ViewerItem[]): number[] {
  return items.map((item) =>
    item.type === 'diff' && !item.collapsed ? item.fileDiff.hunks.length : 0,
  );
}

interface LinePoint {
  side: SelectionSide;
  lineNumber: number;
}

/** Where each hunk of a file begins. */
export function listHunkStarts({ hunks }: Pick<FileDiffMetadata, 'hunks'>): LinePoint[] {
  return hunks.map((hunk) =>
    hunk.additionCount > 0 && !startsWithDeletion(hunk)
      ? { side: 'additions', lineNumber: hunk.additionStart }
      : { side: 'deletions', lineNumber: hunk.deletionStart },
  );
}

function startsWithDeletion({ hunkContent }: FileDiffMetadata['hunks'][number]): boolean {
  const [first] = hunkContent;
  return first?.type === 'change' && first.deletions > 0;
}

/** The index of the last of the ascending `tops` at or above `at`; -1 if there is none. */
export function findLastAbove(tops: readonly number[], at: number): number {
  return tops.findLastIndex((top) => top <= at);
}

export interface HunkPosition {
  file: number;
  /** -1 above the first hunk. */
  hunk: number;
}

/** The next or previous hunk, skipping files without visible hunks; undefined at the end. */
export function findNextHunk(
  hunkCounts: readonly number[],
  from: HunkPosition,
  direction: 1 | -1,
): HunkPosition | undefined {
  const within = from.hunk + direction;
  if (within >= 0 && within < (hunkCounts[from.file] ?? 0)) return { ...from, hunk: within };
  for (let file = from.file + direction; file in hunkCounts; file += direction) {
    const count = hunkCounts[file] ?? 0;
    if (count > 0) return { file, hunk: direction === 1 ? 0 : count - 1 };
  }
  return undefined;
}

/** The lines of a hunk after the change, or before it if all were deleted. */
export function toHunkRange(
  hunk: FileDiffMetadata['hunks'][number],
): SelectedLineRange | undefined {
  if (hunk.additionCount > 0) {
    const { additionStart: start, additionCount } = hunk;
    return { start, side: 'additions', end: start + additionCount - 1, endSide: 'additions' };
  }
  if (hunk.deletionCount === 0) return undefined;
  const { deletionStart: start, deletionCount } = hunk;
  return { start, side: 'deletions', end: start + deletionCount - 1, endSide: 'deletions' };
}

/** Whether a hunk contains the first line of a range. */
export function coversLine(
  { hunks }: Pick<FileDiffMetadata, 'hunks'>,
  { start, side }: SelectedLineRange,
): boolean {
  return hunks.some((hunk) => {
    const [first, count] =
      side === 'deletions'
        ? [hunk.deletionStart, hunk.deletionCount]
        : [hunk.additionStart, hunk.additionCount];
    return start >= first && start < first + count;
  });
}
