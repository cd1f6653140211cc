import { type RefObject, useLayoutEffect, useState } from 'react';
import type { BoardItem } from './board-items.ts';

/** In pixels, from the style sheet. */
export interface ItemHeights {
  row: number;
  heading: number;
  empty: number;
}

/** The position of every item. All heights are known in advance, so items are not measured. */
export interface BoardLayout {
  items: readonly BoardItem[];
  heights: ItemHeights;
  starts: readonly number[];
  indexes: ReadonlyMap<string, number>;
  /** The indexes of the headings. */
  headings: readonly number[];
}

export function buildBoardLayout(items: readonly BoardItem[], heights: ItemHeights): BoardLayout {
  const starts: number[] = [];
  const indexes = new Map<string, number>();
  const headings: number[] = [];
  let top = 0;
  for (const [index, item] of items.entries()) {
    starts.push(top);
    indexes.set(item.key, index);
    if (item.kind === 'heading') headings.push(index);
    top += getItemHeight(item, heights);
  }
  return { items, heights, starts, indexes, headings };
}

export function getItemHeight(item: BoardItem, heights: ItemHeights): number {
  return heights[item.kind];
}

export interface View {
  top: number;
  height: number;
}

/** The items that are at least partly visible below the sticky heading. */
export function listVisible({ items, starts, heights }: BoardLayout, view: View): BoardItem[] {
  const from = view.top + heights.heading;
  const to = view.top + view.height;
  return items.filter((_, index) => {
    const start = starts[index] ?? 0;
    const end = starts[index + 1] ?? start + heights.row;
    return end > from && start < to;
  });
}

/** The next row in the direction of the step; skips headings. */
export function findRowFrom(
  { items }: BoardLayout,
  index: number,
  step: 1 | -1,
): number | undefined {
  for (let next = index + step; next >= 0 && next < items.length; next += step) {
    if (items[next]?.kind === 'row') return next;
  }
  return undefined;
}

/** The row that is now at the position of a removed one, else the last row. */
export function findNearestRow(layout: BoardLayout, index: number): number | undefined {
  const last = Math.min(index, layout.items.length);
  return findRowFrom(layout, last - 1, 1) ?? findRowFrom(layout, last, -1);
}

const wide: ItemHeights = { row: 38, heading: 40, empty: 36 };

/** The heights of the items; the style sheet makes them depend on the width. */
export function useItemHeights(scroller: RefObject<HTMLElement | null>): ItemHeights {
  const [heights, setHeights] = useState(wide);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => setHeights((current) => keepIfEqual(current, readHeights(element)));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return heights;
}

function readHeights(element: HTMLElement): ItemHeights {
  const style = getComputedStyle(element);
  const read = (name: keyof ItemHeights) =>
    Number.parseFloat(style.getPropertyValue(`--board-${name}`)) || wide[name];
  return { row: read('row'), heading: read('heading'), empty: read('empty') };
}

function keepIfEqual(current: ItemHeights, next: ItemHeights): ItemHeights {
  const equal = (Object.keys(current) as (keyof ItemHeights)[]).every(
    (name) => current[name] === next[name],
  );
  return equal ? current : next;
}
