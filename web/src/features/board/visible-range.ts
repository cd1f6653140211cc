import type { BoardLayout } from './board-layout.ts';

/** The first and the last visible item. */
export interface Range {
  startIndex: number;
  endIndex: number;
}

const overscan = 8;
/** Of a longer selection only the ends are rendered, so copying it loses the middle. */
const longestSelection = 300;

/**
 * The indexes of the rendered items in order: visible items and some around them, every heading (so that
 * screen readers can jump between them), and the items that the reader interacts with.
 */
export function listRenderedIndexes(
  layout: BoardLayout,
  { startIndex, endIndex }: Range,
  activeKeys: readonly (string | undefined)[],
  selected: readonly [string, string] | undefined,
): number[] {
  const last = layout.items.length - 1;
  const rendered = new Set<number>();
  addRange(rendered, Math.max(0, startIndex - overscan), Math.min(last, endIndex + overscan));
  for (const index of layout.headings) rendered.add(index);
  for (const key of activeKeys) addKey(rendered, layout, key);
  const ends = selected?.map((key) => layout.indexes.get(key) ?? -1).filter((end) => end >= 0);
  for (const end of ends ?? []) rendered.add(end);
  const [from = 0, to = -1] = ends?.toSorted((left, right) => left - right) ?? [];
  if (to - from <= longestSelection) addRange(rendered, from, to);
  return [...rendered].toSorted((left, right) => left - right);
}

/** The heading that stays at the top while its section is visible. */
export function findStickyHeading(layout: BoardLayout, startIndex: number): number {
  return layout.headings.findLast((index) => index <= startIndex) ?? -1;
}

function addRange(rendered: Set<number>, from: number, to: number): void {
  for (let index = from; index <= to; index += 1) rendered.add(index);
}

function addKey(rendered: Set<number>, layout: BoardLayout, key: string | undefined): void {
  const index = key === undefined ? undefined : layout.indexes.get(key);
  if (index !== undefined) rendered.add(index);
}
