import type { CodeView } from '@pierre/diffs';
import { findLastAbove, type HunkPlace, listHunkStarts } from './hunk-positions.ts';
import type { ViewerItem } from './viewer-items.ts';

export type Viewer = CodeView<unknown>;

/** What the sticky header covers, and a little more than a rounding error. */
export const headerHeight = 36;
const tolerance = 2;

/** The file at the top of the viewer, and its hunk. */
export function findPlace(
  viewer: Viewer,
  items: readonly ViewerItem[],
  scrollTop: number,
): HunkPlace {
  const file = findFileAt(viewer, items, scrollTop);
  const item = items[file];
  const drawn = viewer.getRenderedItems().find(({ id }) => id === item?.id);
  if (!item || drawn?.type !== 'diff' || item.type !== 'diff' || item.collapsed) {
    return { file, hunk: -1 };
  }
  const top = viewer.getTopForItem(item.id) ?? 0;
  const tops = listHunkStarts(item.fileDiff).map(({ lineNumber, side }) => {
    const position = drawn.instance.getLinePosition(lineNumber, side);
    return position ? top + position.top : Number.POSITIVE_INFINITY;
  });
  return { file, hunk: findLastAbove(tops, scrollTop + headerHeight + tolerance) };
}

/** Tops rise: half of the files is ruled out at a time. */
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

/** How many hunks each file shows. */
export function countHunks(items: readonly ViewerItem[]): number[] {
  return items.map((item) =>
    item.type === 'diff' && !item.collapsed ? item.fileDiff.hunks.length : 0,
  );
}
