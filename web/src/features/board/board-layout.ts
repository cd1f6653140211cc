import { type RefObject, useLayoutEffect, useState } from 'react';
import type { BoardItem } from './board-items.ts';

/** In pixels, as the style sheet has them. */
export interface BoardMeasures {
  row: number;
  heading: number;
  empty: number;
}

/** Where every item stands. All heights are known, so nothing has to be measured. */
export interface BoardLayout {
  items: readonly BoardItem[];
  measures: BoardMeasures;
  starts: readonly number[];
  indexes: ReadonlyMap<string, number>;
  /** Where the headings are among the items. */
  headings: readonly number[];
}

export function toBoardLayout(items: readonly BoardItem[], measures: BoardMeasures): BoardLayout {
  const starts: number[] = [];
  const indexes = new Map<string, number>();
  const headings: number[] = [];
  let top = 0;
  for (const [index, item] of items.entries()) {
    starts.push(top);
    indexes.set(item.key, index);
    if (item.kind === 'heading') headings.push(index);
    top += toItemHeight(item, measures);
  }
  return { items, measures, starts, indexes, headings };
}

export function toItemHeight(item: BoardItem, measures: BoardMeasures): number {
  return measures[item.kind];
}

export interface View {
  top: number;
  height: number;
}

/** The items of which something is seen, without those under the heading that stays on top. */
export function listSeen({ items, starts, measures }: BoardLayout, view: View): BoardItem[] {
  const from = view.top + measures.heading;
  const to = view.top + view.height;
  return items.filter((_, index) => {
    const start = starts[index] ?? 0;
    const end = starts[index + 1] ?? start + measures.row;
    return end > from && start < to;
  });
}

/** The next row from an item, in the direction of the step; headings are passed over. */
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

/** The row that a reader looks at after theirs has gone: the one that took its place. */
export function findRowNear(layout: BoardLayout, index: number): number | undefined {
  const last = Math.min(index, layout.items.length);
  return findRowFrom(layout, last - 1, 1) ?? findRowFrom(layout, last, -1);
}

const wide: BoardMeasures = { row: 38, heading: 40, empty: 36 };

/** The heights that the style sheet gives the items, which depend on the width. */
export function useMeasures(scroller: RefObject<HTMLElement | null>): BoardMeasures {
  const [measures, setMeasures] = useState(wide);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => setMeasures((known) => keepSame(known, readMeasures(element)));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return measures;
}

function readMeasures(element: HTMLElement): BoardMeasures {
  const style = getComputedStyle(element);
  const read = (name: keyof BoardMeasures) =>
    Number.parseFloat(style.getPropertyValue(`--board-${name}`)) || wide[name];
  return { row: read('row'), heading: read('heading'), empty: read('empty') };
}

function keepSame(known: BoardMeasures, read: BoardMeasures): BoardMeasures {
  const same = (Object.keys(known) as (keyof BoardMeasures)[]).every(
    (name) => known[name] === read[name],
  );
  return same ? known : read;
}
